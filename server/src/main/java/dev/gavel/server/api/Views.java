package dev.gavel.server.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.gavel.auction.AccountId;
import dev.gavel.auction.Money;
import dev.gavel.auction.Permit;
import dev.gavel.auction.Referee;
import dev.gavel.auction.Result;
import dev.gavel.auction.SoftClose;
import dev.gavel.auction.Standing;
import dev.gavel.auction.Terms;
import dev.gavel.server.feed.SeenBid;
import dev.gavel.server.listing.Listing;
import dev.gavel.server.listing.Live;
import dev.gavel.server.listing.Ranking;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the API shows, as JSON has it; what is null is left out. Nothing here has a place for a hidden maximum, the
 * second best one or a reserve, but for the amounts of the very bidder who asks.
 */
final class Views {
    private Views() {}

    record Step(long from, long step) {}

    record Time(Instant at) {}

    record Soft(
            long windowMs,
            long extensionMs,
            String mode,
            @Nullable Integer extensionsMax,
            @Nullable Instant latestClose) {}

    /** An auction as its seller described it. */
    record Offer(
            String id,
            String title,
            @Nullable String description,
            String seller,
            String currency,
            String bidding,
            long opening,
            List<Step> steps,
            Instant opensAt,
            Instant scheduledClose,
            @Nullable Soft softClose,
            boolean approval,
            Instant listedAt) {}

    record Outcome(
            String outcome, @Nullable Long price, @Nullable String winner) {}

    /** Where an auction stands. */
    record Status(
            String state,
            @Nullable Long price,
            @Nullable String leader,
            long bids,
            Instant closesAt,
            @Nullable Long minimum,
            boolean reserveMet,
            @Nullable String notice,
            @Nullable Outcome result) {}

    record Auction(
            @JsonUnwrapped Offer offer, @JsonUnwrapped Status status) {}

    record AuctionPage(List<Auction> auctions, @Nullable String next) {}

    record OfferPage(List<Offer> offers, @Nullable String next) {}

    record Rank(long rank, String bidder, long amount) {}

    record Ranks(List<Rank> top, @Nullable Rank mine, long bidders) {}

    record PublicBid(
            long sequence,
            String bidder,
            long price,
            boolean leading,
            Instant at,
            @Nullable Long amount) {}

    record History(List<PublicBid> bids, @Nullable Long before) {}

    record Bidder(String bidder, String standing, @Nullable Long limit) {}

    record Bidders(List<Bidder> bidders) {}

    record OwnBid(String auction, long sequence, long amount, long price, boolean leading, Instant at) {}

    record OwnBids(List<OwnBid> bids, @Nullable String next) {}

    static Auction auction(Live live, Instant now) {
        return new Auction(offer(live.listing(), true), status(live, now));
    }

    static Auction summary(Live live, Instant now) {
        return new Auction(offer(live.listing(), false), status(live, now));
    }

    static Auction auction(Ledger.Settled settled) {
        Result result = settled.result();
        Status status = switch (result) {
            case Result.Sold sold -> ended(settled, sold.price(), sold.winner().value());
            case Result.Unsold unsold ->
                ended(
                        settled,
                        unsold.price(),
                        unsold.leader() == null ? null : unsold.leader().value());
            case Result.Cancelled _ -> ended(settled, null, null);
        };
        return new Auction(offer(settled.listing(), true), status);
    }

    private static Status ended(Ledger.Settled settled, @Nullable Money price, @Nullable String leader) {
        boolean cancelled = settled.result() instanceof Result.Cancelled;
        return new Status(
                cancelled ? "CANCELLED" : "CLOSED",
                minor(price),
                leader,
                settled.bids(),
                settled.closesAt(),
                null,
                settled.result() instanceof Result.Sold,
                settled.notice().isEmpty() ? null : settled.notice(),
                outcome(settled.result()));
    }

    private static Status status(Live live, Instant now) {
        Terms terms = live.listing().terms();
        Standing standing = live.standing();
        Standing.Lead lead = standing.lead();
        boolean ended = standing.hasEnded();
        return new Status(
                state(live, now),
                lead == null ? null : lead.price().minor(),
                lead == null ? null : lead.leader().value(),
                standing.accepted(),
                standing.closesAt(),
                ended ? null : minimum(terms.pricing(), lead),
                lead == null ? terms.pricing().reserve() == null : Referee.reserveMet(terms.pricing(), lead),
                live.notice().isEmpty() ? null : live.notice(),
                ended ? outcome(Referee.result(terms, standing)) : null);
    }

    /** After closesAt an auction is OPEN until its close is decided: bids that came in time may still wait to be. */
    static String state(Live live, Instant now) {
        return switch (live.standing().state()) {
            case OPEN -> now.isBefore(live.listing().terms().schedule().opensAt()) ? "SCHEDULED" : "OPEN";
            case PAUSED -> "PAUSED";
            case CLOSED -> "CLOSED";
            case CANCELLED -> "CANCELLED";
        };
    }

    private static @Nullable Long minimum(Terms.Pricing pricing, Standing.@Nullable Lead lead) {
        long minimum = Minimum.after(pricing, lead == null ? null : lead.price());
        return minimum > Money.MINOR_MAX ? null : minimum;
    }

    private static Outcome outcome(Result result) {
        return switch (result) {
            case Result.Sold sold ->
                new Outcome("SOLD", sold.price().minor(), sold.winner().value());
            case Result.Unsold unsold -> new Outcome("UNSOLD", minor(unsold.price()), null);
            case Result.Cancelled _ -> new Outcome("CANCELLED", null, null);
        };
    }

    static Offer offer(Listing listing, boolean whole) {
        Terms terms = listing.terms();
        SoftClose soft = terms.schedule().softClose();
        return new Offer(
                listing.id().toString(),
                listing.title(),
                whole ? listing.description() : null,
                terms.seller().value(),
                terms.pricing().currency().getCurrencyCode(),
                terms.pricing().bidding().name(),
                terms.pricing().opening().minor(),
                terms.pricing().steps().bands().stream()
                        .map(band -> new Step(band.from().minor(), band.step().minor()))
                        .toList(),
                terms.schedule().opensAt(),
                terms.schedule().closesAt(),
                soft == null ? null : soft(soft),
                terms.approval(),
                listing.listedAt());
    }

    private static Soft soft(SoftClose soft) {
        return new Soft(
                soft.window().toMillis(),
                soft.extension().toMillis(),
                soft.mode().name(),
                soft.extensionsMax() == 0 ? null : soft.extensionsMax(),
                soft.latestClose());
    }

    static Ranks ranks(Ranking ranking) {
        return new Ranks(
                ranking.top().stream().map(Views::rank).toList(),
                ranking.mine() == null ? null : rank(ranking.mine()),
                ranking.bidders());
    }

    private static Rank rank(Ranking.Rank rank) {
        return new Rank(rank.rank(), rank.bidder().value(), rank.amount().minor());
    }

    /** @param own whether its bidder asks; nobody else sees the amount */
    static PublicBid publicBid(SeenBid bid, boolean own) {
        return new PublicBid(
                bid.sequence(),
                bid.bidder().value(),
                bid.price().minor(),
                bid.leading(),
                bid.at(),
                own ? bid.amount().minor() : null);
    }

    static Bidders bidders(Map<AccountId, Permit> permits) {
        return new Bidders(permits.entrySet().stream()
                .map(said -> new Bidder(
                        said.getKey().value(),
                        said.getValue().admission().name(),
                        minor(said.getValue().limit())))
                .toList());
    }

    static OwnBid ownBid(Ledger.OwnBid own) {
        SeenBid bid = own.bid();
        return new OwnBid(
                own.auction().toString(),
                bid.sequence(),
                bid.amount().minor(),
                bid.price().minor(),
                bid.leading(),
                bid.at());
    }

    private static @Nullable Long minor(@Nullable Money money) {
        return money == null ? null : money.minor();
    }
}
