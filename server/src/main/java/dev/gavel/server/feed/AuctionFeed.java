package dev.gavel.server.feed;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.auction.Money;
import dev.gavel.auction.Outcome;
import dev.gavel.auction.Reason;
import dev.gavel.auction.Referee;
import dev.gavel.auction.Result;
import dev.gavel.auction.Standing;
import dev.gavel.auction.Terms;
import dev.gavel.server.listing.Live;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the log and the arena said of one auction.
 *
 * <p>The log is tailed from some point on, so of an auction that opened earlier the terms and the number of bids are
 * missing until they are loaded from the arena. While that round trip lasts the log goes on; the arena's answer holds
 * everything up to its sequence, and the bids accepted after it are those noted meanwhile.
 */
final class AuctionFeed {
    /** About 10 s of the hottest auction imaginable; then loading has failed. */
    private static final int ACCEPTED_WHILE_LOADING_MAX = 1_000_000;

    private record Known(Instant opensAt, Currency currency) {}

    private record Seen(
            long sequence,
            Standing.State state,
            @Nullable Money price,
            @Nullable AccountId leader,
            Instant closesAt,
            @Nullable Result result) {}

    private final AuctionId id;
    private final int newestBidsMax;
    private NewestBids newest;
    private @Nullable Known known;
    private @Nullable Seen seen;
    private long accepted;
    private @Nullable List<Long> acceptedWhileLoading;

    AuctionFeed(AuctionId id, int newestBidsMax) {
        this.id = id;
        this.newestBidsMax = newestBidsMax;
        this.newest = new NewestBids(newestBidsMax);
    }

    AuctionId id() {
        return id;
    }

    /**
     * @return whether watchers see a difference: a refused bid makes none, and a flood of them must not cost
     * updates
     */
    synchronized boolean apply(Decision decision) {
        if (decision instanceof Decision.Opened) {
            newest.beginsHere();
        }
        if (decision instanceof BidDecided bid && bid.outcome().accepted() && bid.price() != null) {
            newest.add(new SeenBid(
                    bid.sequence(),
                    bid.bid().bidder(),
                    bid.bid().amount(),
                    bid.price(),
                    bid.outcome() instanceof Outcome.Leading,
                    bid.receivedAt()));
        }
        if (seen != null && decision.sequence() <= seen.sequence()) {
            return false;
        }
        return switch (decision) {
            case Decision.Opened it -> opened(it.terms());
            case BidDecided bid -> bid(bid);
            case Decision.Postponed moved -> moved(moved.sequence(), null, moved.closesAt());
            case Decision.Paused paused -> moved(paused.sequence(), Standing.State.PAUSED, null);
            case Decision.Resumed resumed -> moved(resumed.sequence(), Standing.State.OPEN, resumed.closesAt());
            case Decision.Permitted permitted -> {
                moved(permitted.sequence(), null, null);
                yield false;
            }
            case Decision.Closed closed -> {
                seen = ended(closed.sequence(), Standing.State.CLOSED, closed.closesAt(), closed.result());
                yield true;
            }
            case Decision.Cancelled cancelled -> {
                Instant closesAt = seen == null ? cancelled.decidedAt() : seen.closesAt();
                seen = ended(cancelled.sequence(), Standing.State.CANCELLED, closesAt, new Result.Cancelled());
                yield true;
            }
        };
    }

    private boolean opened(Terms terms) {
        known = known(terms);
        seen = seen(terms, Standing.beforeFirstBid(terms));
        accepted = 0;
        return true;
    }

    private boolean bid(BidDecided bid) {
        if (bid.outcome() instanceof Outcome.Refused(Reason reason)) {
            refused(bid, reason);
            return false;
        }
        seen = new Seen(bid.sequence(), Standing.State.OPEN, bid.price(), bid.leader(), bid.closesAt(), null);
        accepted++;
        if (acceptedWhileLoading != null) {
            acceptedWhileLoading.add(bid.sequence());
            if (acceptedWhileLoading.size() > ACCEPTED_WHILE_LOADING_MAX) {
                acceptedWhileLoading = null;
            }
        }
        return true;
    }

    /** Changes nothing: what has ended has ended. An auction that was not seen before tells its state by the reason. */
    private void refused(BidDecided bid, Reason reason) {
        Standing.State state = reason == Reason.PAUSED ? Standing.State.PAUSED : Standing.State.OPEN;
        seen = seen == null
                ? new Seen(bid.sequence(), state, bid.price(), bid.leader(), bid.closesAt(), null)
                : new Seen(bid.sequence(), seen.state(), bid.price(), bid.leader(), bid.closesAt(), seen.result());
    }

    /**
     * Of an auction that has not been loaded, the arena will say more.
     *
     * @param state null: as it was
     * @param closesAt null: as it was
     */
    private boolean moved(long sequence, Standing.@Nullable State state, @Nullable Instant closesAt) {
        if (seen == null) {
            return false;
        }
        seen = new Seen(
                sequence,
                state == null ? seen.state() : state,
                seen.price(),
                seen.leader(),
                closesAt == null ? seen.closesAt() : closesAt,
                null);
        return true;
    }

    private Seen ended(long sequence, Standing.State state, Instant closesAt, Result result) {
        return new Seen(
                sequence,
                state,
                seen == null ? price(result) : seen.price(),
                seen == null ? leader(result) : seen.leader(),
                closesAt,
                result);
    }

    private static @Nullable Money price(Result result) {
        return switch (result) {
            case Result.Sold sold -> sold.price();
            case Result.Unsold unsold -> unsold.price();
            case Result.Cancelled _ -> null;
        };
    }

    private static @Nullable AccountId leader(Result result) {
        return switch (result) {
            case Result.Sold sold -> sold.winner();
            case Result.Unsold unsold -> unsold.leader();
            case Result.Cancelled _ -> null;
        };
    }

    synchronized boolean isLoaded() {
        return known != null;
    }

    /** Before the arena is asked. */
    synchronized void beginLoading() {
        acceptedWhileLoading = new ArrayList<>();
    }

    /** With the arena's answer to a question asked after {@link #beginLoading()}. */
    synchronized void load(Live live) {
        Terms terms = live.listing().terms();
        Standing standing = live.standing();
        if (acceptedWhileLoading == null) {
            throw new IllegalStateException("loading auction " + id + " took longer than the feed can bridge");
        }
        accepted = standing.accepted()
                + acceptedWhileLoading.stream()
                        .filter(sequence -> sequence > standing.sequence())
                        .count();
        if (seen == null || standing.sequence() >= seen.sequence()) {
            seen = seen(terms, standing);
        }
        known = known(terms);
        acceptedWhileLoading = null;
    }

    /** The log has a gap: what is here may miss decisions. */
    synchronized void forget() {
        known = null;
        seen = null;
        accepted = 0;
        newest = new NewestBids(newestBidsMax);
    }

    synchronized NewestBids.Page newestBids(long before, int limit) {
        return newest.before(before, limit);
    }

    /** Null until it is loaded. */
    synchronized @Nullable AuctionView view(Instant now) {
        if (known == null || seen == null) {
            return null;
        }
        return new AuctionView(
                id,
                seen.sequence(),
                state(seen.state(), known.opensAt(), now),
                seen.price(),
                known.currency(),
                seen.leader(),
                accepted,
                seen.closesAt(),
                seen.result());
    }

    /** When it opens, if that is later than {@code now}; else null. */
    synchronized @Nullable Instant opensAfter(Instant now) {
        return known != null && known.opensAt().isAfter(now) ? known.opensAt() : null;
    }

    private static AuctionView.State state(Standing.State state, Instant opensAt, Instant now) {
        return switch (state) {
            case OPEN -> now.isBefore(opensAt) ? AuctionView.State.SCHEDULED : AuctionView.State.OPEN;
            case PAUSED -> AuctionView.State.PAUSED;
            case CLOSED -> AuctionView.State.CLOSED;
            case CANCELLED -> AuctionView.State.CANCELLED;
        };
    }

    private static Known known(Terms terms) {
        return new Known(terms.schedule().opensAt(), terms.pricing().currency());
    }

    private static Seen seen(Terms terms, Standing standing) {
        Standing.Lead lead = standing.lead();
        return new Seen(
                standing.sequence(),
                standing.state(),
                lead == null ? null : lead.price(),
                lead == null ? null : lead.leader(),
                standing.closesAt(),
                standing.hasEnded() ? Referee.result(terms, standing) : null);
    }
}
