package dev.gavel.rush.report;

import dev.gavel.auction.AuctionId;
import dev.gavel.rush.history.Exchange;
import dev.gavel.rush.history.History;
import dev.gavel.rush.history.Told;
import dev.gavel.rush.report.RushReport.Bell;
import java.util.Set;

/** Makes numbers of bids aimed at closes. Pure. */
public final class BellSummary {
    private BellSummary() {}

    /** @param auctions those that were aimed at */
    public static Bell of(History history, Set<AuctionId> auctions, long windowMs) {
        long aimed = 0;
        long before = 0;
        long after = 0;
        long accepted = 0;
        long closed = 0;
        var arrival = new Delays();
        var waited = new Delays();
        for (Exchange one : history.exchanges()) {
            if (auctions.contains(one.auction())) {
                aimed++;
                if (one.told() instanceof Told.Decided it) {
                    long untilClose = it.closesAt() - it.receivedAt();
                    before += untilClose > 0 && untilClose <= windowMs ? 1 : 0;
                    after += untilClose <= 0 && untilClose > -windowMs ? 1 : 0;
                    accepted += it.accepted() ? 1 : 0;
                    closed += it.outcome().equals("CLOSED") ? 1 : 0;
                    arrival.addNanos(1_000_000 * (it.receivedAt() - history.beganAtMillis()) - one.sentNanos());
                    waited.add(it.decidedAt() - it.receivedAt(), 1);
                }
            }
        }
        return new Bell(
                auctions.size(), windowMs, aimed, before, after, accepted, closed, arrival.latency(), waited.latency());
    }
}
