package dev.gavel.rush.rival;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Referee;
import dev.gavel.auction.Result;
import dev.gavel.auction.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the rival has kept about auctions, in the form of a bid log, for those who audit it. */
public final class RivalRecords {
    private final Rival rival;

    public RivalRecords(Rival rival) {
        this.rival = rival;
    }

    /** All of one auction; the result is the referee's over the rival's own standing. */
    public record Closed(List<Decision> log, Result result) {}

    /** Closes the auction, whose time has passed, and reads everything about it. */
    public Closed closeAndRead(AuctionId id) {
        return rival.transact("closing auction " + id, connection -> {
            RivalAuction auction = RivalRows.find(connection, id)
                    .orElseThrow(() -> new IllegalStateException("the rival has no auction " + id));
            Standing closed = Referee.close(RivalRows.lock(connection, id));
            RivalRows.close(connection, id, closed);
            List<Decision> log = new ArrayList<>();
            log.add(new Decision.Opened(id, auction.terms().schedule().opensAt(), auction.terms()));
            log.addAll(RivalRows.decisions(connection, id));
            Result result = Referee.result(auction.terms(), closed);
            Instant decidedAt = Instant.now();
            log.add(new Decision.Closed(id, closed.sequence(), decidedAt, closed.closesAt(), result));
            return new Closed(log, result);
        });
    }
}
