package dev.gavel.server.ledger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.Decision.BidDecided;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;

/**
 * Where bidders' bids are, as rows of {@code activity}.
 *
 * <p>An index entry for each bid costs more write-ahead log than the bid itself, so there is one only for the first bid
 * of a bidder in an auction within an hour and a run of 2^{@value #RUN_BITS} sequences. The hour puts a bidder's bids
 * in order over all auctions; the run bounds how many of an auction's bids are looked through to find one bidder's.
 * Belongs to the reader's thread.
 *
 * <p>Implementation notes. Traces that were written of late are remembered, so that they are not written again; one
 * that was forgotten is, harmlessly. Each has one place, in which the last one that came there stands. They are numbers
 * in arrays: as objects that live for minutes they were most of what a node's garbage collector had to move.
 */
final class Activities {
    static final String COPY = """
            copy activity (bidder_key, auction_id, ends_at, first_sequence, hour, bucket) from stdin""";
    /** The rows of 16,384 bids are some 700 KB: a few milliseconds to look through. */
    static final int RUN_BITS = 14;

    private static final int SECONDS_PER_HOUR = 3_600;
    /** No auction has this id. */
    private static final long NONE = 0;
    /** An odd number without a pattern, 2^64 divided by the golden ratio. */
    private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

    private final long[] bidders;
    private final long[] auctions;
    private final long[] runs;
    private final int[] hours;

    /** @param max traces that are remembered, in 28 bytes each */
    Activities(int max) {
        this.bidders = new long[max];
        this.auctions = new long[max];
        this.runs = new long[max];
        this.hours = new int[max];
    }

    /** Writes the traces of an auction's bids that are not there yet. */
    void write(CopyText out, Progress progress) {
        long firstOfRow = 0;
        int inRow = 0;
        for (BidDecided bid : progress.accepted()) {
            if (inRow % BidRows.BIDS_MAX == 0) {
                firstOfRow = bid.sequence();
            }
            inRow++;
            long bidder = key(bid.bid().bidder());
            int hour = hour(bid.decidedAt());
            if (isNew(bidder, bid.auction().value(), hour, firstOfRow >> RUN_BITS)) {
                out.number(bidder);
                out.number(bid.auction().value());
                out.time(progress.endsAt());
                out.number(firstOfRow);
                out.number(hour);
                out.number(progress.bucket().number());
                out.endRow();
            }
        }
    }

    /** Remembers it. */
    private boolean isNew(long bidder, long auction, int hour, long run) {
        long spread = ((bidder * SPREAD ^ auction) * SPREAD ^ run) * SPREAD ^ hour;
        int place = (int) Long.remainderUnsigned(spread, bidders.length);
        if (auctions[place] == auction && bidders[place] == bidder && hours[place] == hour && runs[place] == run) {
            return false;
        }
        bidders[place] = bidder;
        auctions[place] = auction;
        hours[place] = hour;
        runs[place] = run;
        return true;
    }

    /** What was written last does not stand in the ledger. */
    void rolledBack() {
        Arrays.fill(auctions, NONE);
    }

    static int hour(Instant at) {
        return (int) Math.floorDiv(at.getEpochSecond(), SECONDS_PER_HOUR);
    }

    /** The first 64 bits of the SHA-256 of the account id: nobody can pile many accounts upon one key. */
    static long key(AccountId bidder) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(bidder.value().getBytes(US_ASCII));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
