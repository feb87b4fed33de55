package dev.gavel.server.admission;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.auction.Money;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.server.arena.LogEntry;
import dev.gavel.server.arena.LogListener;
import dev.gavel.server.bidding.Answer;
import dev.gavel.server.bidding.Bidding;
import dev.gavel.server.bidding.Refusals;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what is certain to be refused: an amount that is not above a price that this node has seen in the bid log.
 *
 * <p>Implementation notes. A price never falls, and whoever does not lead needs more than the price; so of an amount at
 * or below a price that stood after some entry of the log, no later entry has an acceptance. An earlier one may have:
 * the bid may be a repetition of one that was accepted, which must get its first answer (promise 3). All identities of
 * the entries up to the price are in {@link DecidedIds}, back to a bounded past. How far back is enough: the arena
 * decides no id more than {@code requestIdAheadMax} before the time at which it says it was made, so for ids made in
 * the last {@code idAgeMax} it is the sum of both. Until the log has been heard for so long, nothing is refused.
 *
 * <p>The order of reading matters: first the price, then the ids, then the clock. Whoever is held up in between looks
 * at ids that were remembered longer than needed, not shorter.
 */
public final class Edge implements Bidding, LogListener {
    /** What this node's stamps and Redis' own clock may differ by is at most 50 ms. */
    private static final Duration CLOCK_MARGIN = Duration.ofSeconds(1);

    private final EdgeConfig config;
    private final Bidding next;
    private final ArenaClock clock;
    private final long aheadMillis;
    /** How far back decided ids must be known. */
    private final long windowMillis;

    private final SeenPrices prices;
    private final DecidedIds decided;
    private final Refusals refusals;
    /** Everything decided after this was heard, or will be before any later price. */
    private volatile long heardSince = Long.MAX_VALUE;

    /**
     * @param next where bids go that may succeed
     * @param requestIdAheadMax as the arena has it
     */
    public Edge(EdgeConfig config, Bidding next, ArenaClock clock, Duration requestIdAheadMax, MeterRegistry meters) {
        this.config = config;
        this.next = next;
        this.clock = clock;
        this.aheadMillis = requestIdAheadMax.toMillis();
        this.windowMillis =
                config.idAgeMax().plus(requestIdAheadMax).plus(CLOCK_MARGIN).toMillis();
        this.prices = new SeenPrices(config.auctionsMax());
        this.decided = new DecidedIds(config.filterMegabytes(), windowMillis, clock.now());
        this.refusals = new Refusals(meters);
        meters.gauge("gavel.edge.prices", prices, SeenPrices::size);
        meters.gauge("gavel.edge.ready", this, it -> it.isReady(clock.now()) ? 1 : 0);
    }

    @Override
    public void place(AuctionId auction, Bid bid, long receivedAt, Consumer<Answer> answer) {
        Money price = beatenBy(auction, bid);
        if (price == null) {
            next.place(auction, bid, receivedAt, answer);
        } else {
            refusals.count(Refusals.Why.EDGE);
            answer.accept(new Answer.TooLow(auction, bid, price));
        }
    }

    /** The price because of which the arena is certain to refuse the bid; null where that is not known. */
    private @Nullable Money beatenBy(AuctionId auction, Bid bid) {
        SeenPrices.Seen seen = prices.get(auction);
        if (seen == null
                || seen.price().isLessThan(bid.amount())
                || seen.leader().equals(bid.bidder())) {
            return null;
        }
        DecidedIds.View known = decided.view();
        long now = clock.stamp();
        if (now == ArenaClock.UNSTAMPED || !isReady(now) || !isRecent(bid, now) || known.mayHold(auction, bid)) {
            return null;
        }
        return seen.price();
    }

    private boolean isReady(long now) {
        long since = heardSince;
        return since != Long.MAX_VALUE && now - since >= windowMillis;
    }

    private boolean isRecent(Bid bid, long now) {
        long madeAt = bid.requestId().madeAtMillis();
        return madeAt >= now - config.idAgeMax().toMillis() && madeAt <= now + aheadMillis;
    }

    @Override
    public void begins() {
        heardSince = clock.now();
        prices.clear();
    }

    @Override
    public void heard(LogEntry entry) {
        if (config.auctionsMax() == 0) {
            return;
        }
        long now = clock.now();
        // All of them before the first price: whoever sees a price finds every id that was decided up to it.
        for (Decision decision : entry.decisions()) {
            if (decision instanceof BidDecided bid) {
                decided.add(bid.auction(), bid.bid(), now);
            }
        }
        entry.decisions().forEach(this::note);
    }

    private void note(Decision decision) {
        switch (decision) {
            case BidDecided bid
            when bid.outcome().accepted() && bid.price() != null && bid.leader() != null ->
                prices.put(bid.auction(), bid.price(), bid.leader());
            case BidDecided _, Decision.Opened _, Decision.Postponed _, Decision.Resumed _, Decision.Permitted _ -> {}
            // The arena has a better reason to give than the price.
            case Decision.Closed closed -> prices.remove(closed.auction());
            case Decision.Cancelled cancelled -> prices.remove(cancelled.auction());
            case Decision.Paused paused -> prices.remove(paused.auction());
        }
    }
}
