package dev.gavel.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.server.api.Ledger;
import dev.gavel.server.feed.SeenBid;
import dev.gavel.server.ledger.AcceptedBid;
import dev.gavel.server.ledger.Catalog;
import dev.gavel.server.ledger.LedgerReads;
import dev.gavel.server.listing.Listing;
import dev.gavel.shards.ShardException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Shows the ledger as the API wants it. */
final class LedgerForApi implements Ledger {
    private final LedgerReads reads;
    private final Catalog catalog;

    LedgerForApi(LedgerReads reads, Catalog catalog) {
        this.reads = reads;
        this.catalog = catalog;
    }

    @Override
    public Optional<Settled> settled(AuctionId auction) {
        return asking(() -> reads.ended(auction))
                .map(ended -> new Settled(
                        ended.listing(),
                        ended.settled().result(),
                        ended.settled().closesAt(),
                        ended.settled().accepted(),
                        ended.notice()));
    }

    @Override
    public List<SeenBid> history(AuctionId auction, long beforeSequence, int limit) {
        return asking(() -> reads.history(auction, beforeSequence, limit)).stream()
                .map(LedgerForApi::seen)
                .toList();
    }

    @Override
    public Page<OwnBid> bidsOf(AccountId bidder, @Nullable String cursor, int limit) {
        LedgerReads.Place after = cursor == null
                ? null
                : decoded(
                        cursor,
                        3,
                        part -> new LedgerReads.Place(Instant.ofEpochMilli(part[0]), new AuctionId(part[1]), part[2]));
        List<AcceptedBid> bids = asking(() -> reads.bidsOf(bidder, after, limit));
        String next = bids.size() < limit ? null : cursor(LedgerReads.Place.of(bids.getLast()));
        return new Page<>(
                bids.stream().map(bid -> new OwnBid(bid.auction(), seen(bid))).toList(), next);
    }

    @Override
    public Page<Listing> bySeller(AccountId seller, @Nullable String cursor, int limit) {
        Catalog.Place after = cursor == null
                ? null
                : decoded(cursor, 2, part -> new Catalog.Place(Instant.ofEpochMilli(part[0]), new AuctionId(part[1])));
        List<Listing> listings = asking(() -> catalog.bySeller(seller, after, limit));
        String next = listings.size() < limit
                ? null
                : encoded(
                        listings.getLast().listedAt().toEpochMilli(),
                        listings.getLast().id().value());
        return new Page<>(listings, next);
    }

    /** Makes a listing durable, for whoever opens it afterwards. */
    void insert(Listing listing) {
        asking(() -> {
            catalog.insert(listing);
            return listing;
        });
    }

    /** The API knows a ledger, not its shards. */
    private static <T> T asking(Supplier<T> question) {
        try {
            return question.get();
        } catch (ShardException e) {
            throw new UnavailableException(e);
        }
    }

    private static SeenBid seen(AcceptedBid bid) {
        return new SeenBid(bid.sequence(), bid.bidder(), bid.amount(), bid.price(), bid.leading(), bid.receivedAt());
    }

    private static String cursor(LedgerReads.Place place) {
        return encoded(place.decidedAt().toEpochMilli(), place.auction().value(), place.sequence());
    }

    private static String encoded(long... parts) {
        StringBuilder text = new StringBuilder();
        for (long part : parts) {
            text.append(text.isEmpty() ? "" : ".").append(part);
        }
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.toString().getBytes(US_ASCII));
    }

    private static <T> T decoded(String cursor, int count, Function<long[], T> place) {
        try {
            String[] texts = new String(Base64.getUrlDecoder().decode(cursor), US_ASCII).split("\\.", -1);
            if (texts.length != count) {
                throw new IllegalArgumentException("a cursor of " + texts.length + " parts");
            }
            long[] parts = new long[count];
            for (int i = 0; i < count; i++) {
                parts[i] = Long.parseLong(texts[i]);
            }
            return place.apply(parts);
        } catch (IllegalArgumentException e) {
            throw new BadCursorException(e);
        }
    }
}
