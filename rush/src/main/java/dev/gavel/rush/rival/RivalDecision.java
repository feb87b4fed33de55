package dev.gavel.rush.rival;

import dev.gavel.auction.Bid;
import dev.gavel.auction.Referee;
import dev.gavel.auction.Standing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * One bid's transaction.
 *
 * <p>The row lock comes first, so that whoever holds it sees all earlier bids: the request id is looked for after
 * it, by a statement with a newer snapshot.
 */
record RivalDecision(RivalAuction auction, Bid bid, Instant receivedAt) {
    RivalAnswer on(Connection connection) throws SQLException {
        Standing before = RivalRows.lock(connection, auction.id());
        Optional<RivalAnswer> first = RivalRows.firstAnswer(connection, auction.id(), bid);
        if (first.isPresent()) {
            return first.get();
        }
        Instant decidedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Instant received = receivedAt.isAfter(decidedAt) ? decidedAt : receivedAt;
        Referee.Ruling ruling = Referee.decide(auction.terms(), before, bid.bidder(), bid.amount(), received);
        Standing.Lead lead = ruling.after().lead();
        var decided = new RivalAnswer.Decided(
                auction.id(),
                ruling.after().sequence(),
                bid,
                ruling.outcome(),
                lead == null ? null : lead.price(),
                lead == null ? null : lead.leader(),
                ruling.after().closesAt(),
                received,
                decidedAt);
        RivalRows.write(connection, decided, ruling.after());
        return decided;
    }
}
