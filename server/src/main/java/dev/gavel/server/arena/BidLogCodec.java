package dev.gavel.server.arena;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.auction.Outage;
import dev.gavel.auction.Result;
import dev.gavel.shards.Bucket;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads an entry of the bid log. Which fields an entry has tells its kind: {@code b t o c e n} a turn of bids,
 * {@code O} an opening, {@code C} closes, {@code P} postponements, {@code I} an intervention. docs/protocol/bid-log.md
 * describes them for other languages.
 */
public final class BidLogCodec {
    private BidLogCodec() {}

    /** @param fields by the first character of their name; all names have one */
    static LogEntry decode(Bucket bucket, long number, Map<Character, byte[]> fields) {
        byte[] opened = fields.get('O');
        if (opened != null) {
            return new LogEntry(bucket, number, List.of(opened(ByteBuffer.wrap(opened))));
        }
        byte[] closed = fields.get('C');
        if (closed != null) {
            return new LogEntry(bucket, number, closed(ByteBuffer.wrap(closed)));
        }
        byte[] postponed = fields.get('P');
        if (postponed != null) {
            return new LogEntry(bucket, number, postponed(ByteBuffer.wrap(postponed)));
        }
        byte[] intervention = fields.get('I');
        if (intervention != null) {
            return new LogEntry(bucket, number, List.of(intervention(ByteBuffer.wrap(intervention))));
        }
        byte[] node = fields.get('n');
        return new LogEntry(
                bucket,
                number,
                node == null ? null : new NodeId(ByteBuffer.wrap(node).getLong()),
                bids(fields, bucket, number),
                TraceMark.unpack(fields.get('w')));
    }

    private static List<Decision> bids(Map<Character, byte[]> fields, Bucket bucket, long number) {
        String entry = "entry " + number + " of the bid log of bucket " + bucket;
        Turn turn = Turn.unpack(required(fields, 'b', entry));
        var outcome = new TurnOutcome(
                required(fields, 't', entry),
                required(fields, 'o', entry),
                required(fields, 'c', entry),
                required(fields, 'e', entry));
        List<Decision> decided = new ArrayList<>(turn.bids().size());
        for (BidDecided decision : outcome.decisions(turn)) {
            if (decision != null) {
                decided.add(decision);
            }
        }
        return decided;
    }

    private static byte[] required(Map<Character, byte[]> fields, char name, String entry) {
        return Objects.requireNonNull(fields.get(name), () -> entry + " has no field '" + name + "'");
    }

    private static Decision opened(ByteBuffer in) {
        Instant decidedAt = Packed.getInstant(in);
        var auction = new AuctionId(in.getLong());
        return new Decision.Opened(auction, decidedAt, AuctionStateCodec.getTerms(in));
    }

    private static List<Decision> closed(ByteBuffer in) {
        Instant decidedAt = Packed.getInstant(in);
        List<Decision> decisions = new ArrayList<>();
        while (in.hasRemaining()) {
            var auction = new AuctionId(in.getLong());
            long sequence = in.getLong();
            Instant closesAt = Packed.getInstant(in);
            decisions.add(new Decision.Closed(auction, sequence, decidedAt, closesAt, result(in)));
        }
        return decisions;
    }

    private static List<Decision> postponed(ByteBuffer in) {
        Instant decidedAt = Packed.getInstant(in);
        var outage = new Outage(Packed.getInstant(in), Packed.getInstant(in));
        List<Decision> decisions = new ArrayList<>();
        while (in.hasRemaining()) {
            decisions.add(new Decision.Postponed(
                    new AuctionId(in.getLong()), in.getLong(), decidedAt, outage, Packed.getInstant(in)));
        }
        return decisions;
    }

    private static Result result(ByteBuffer in) {
        char kind = (char) in.get();
        var price = TurnOutcome.priceOrNull(in.getLong());
        String name = Packed.getText(in);
        @Nullable AccountId leader = name.isEmpty() ? null : new AccountId(name);
        return switch (kind) {
            case 'S' ->
                new Result.Sold(
                        Objects.requireNonNull(leader, "sold to nobody"),
                        Objects.requireNonNull(price, "sold at no price"));
            case 'U' -> new Result.Unsold(price, leader);
            default -> throw new IllegalStateException("unknown result '" + kind + "'");
        };
    }

    private static Decision intervention(ByteBuffer in) {
        Instant at = Packed.getInstant(in);
        var auction = new AuctionId(in.getLong());
        long sequence = in.getLong();
        char what = (char) in.get();
        var by = new AccountId(Packed.getText(in));
        String reason = Packed.getLongText(in);
        return switch (what) {
            case 'P' -> new Decision.Paused(auction, sequence, at, by, reason);
            case 'R' -> new Decision.Resumed(auction, sequence, at, by, reason, Packed.getInstant(in));
            case 'X' -> new Decision.Cancelled(auction, sequence, at, by, reason);
            case 'B' ->
                new Decision.Permitted(
                        auction,
                        sequence,
                        at,
                        by,
                        reason,
                        new AccountId(Packed.getText(in)),
                        PermitCodec.decode(Packed.getText(in)));
            default -> throw new IllegalStateException("unknown intervention '" + what + "'");
        };
    }
}
