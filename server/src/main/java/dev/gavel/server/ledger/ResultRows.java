package dev.gavel.server.ledger;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Money;
import dev.gavel.auction.Result;
import dev.gavel.server.settlement.Verdict.Settled;
import dev.gavel.shards.Bucket;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A settled auction as a row of {@code result}. */
final class ResultRows {
    static final String COPY = """
            copy result (auction_id, ends_at, closes_at, decided_at, sequence, accepted, refused, price, bucket,
                outcome, leader) from stdin""";

    private ResultRows() {}

    static void write(CopyText out, Bucket bucket, Instant endsAt, Settled settled) {
        out.number(settled.auction().value());
        out.time(endsAt);
        out.time(settled.closesAt());
        out.time(settled.decidedAt());
        out.number(settled.sequence());
        out.number(settled.accepted());
        out.number(settled.refused());
        switch (settled.result()) {
            case Result.Sold sold -> end(out, sold.price(), bucket, 0, sold.winner());
            case Result.Unsold unsold -> end(out, unsold.price(), bucket, 1, unsold.leader());
            case Result.Cancelled _ -> end(out, null, bucket, 2, null);
        }
        out.endRow();
    }

    private static void end(
            CopyText out, @Nullable Money price, Bucket bucket, int outcome, @Nullable AccountId leader) {
        if (price == null) {
            out.absent();
        } else {
            out.number(price.minor());
        }
        out.number(bucket.number());
        out.number(outcome);
        if (leader == null) {
            out.absent();
        } else {
            out.text(leader.value());
        }
    }

    /** Reads a row that has all columns of {@code result}; its price and times under these names. */
    static Settled read(ResultSet row) throws SQLException {
        return new Settled(
                new AuctionId(row.getLong("auction_id")),
                result(row),
                Times.read(row, "closes_at"),
                row.getLong("sequence"),
                Times.read(row, "decided_at"),
                row.getLong("accepted"),
                row.getLong("refused"));
    }

    private static Result result(ResultSet row) throws SQLException {
        Long minor = row.getObject("price", Long.class);
        String name = row.getString("leader");
        Money price = minor == null ? null : new Money(minor);
        AccountId leader = name == null ? null : new AccountId(name);
        short outcome = row.getShort("outcome");
        return switch (outcome) {
            case 0 -> {
                if (leader == null || price == null) {
                    throw new IllegalStateException("auction " + row.getLong("auction_id") + " was sold to nobody");
                }
                yield new Result.Sold(leader, price);
            }
            case 1 -> new Result.Unsold(price, leader);
            case 2 -> new Result.Cancelled();
            default -> throw new IllegalStateException("no such outcome in the ledger: " + outcome);
        };
    }
}
