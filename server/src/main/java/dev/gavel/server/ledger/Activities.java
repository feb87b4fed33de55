package dev.gavel.server.ledger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision.BidDecided;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * Where bidders' bids are, as rows of {@code activity}.
 *
 * <p>An index entry for each bid costs more write-ahead log than the bid itself, so there is one only for the first bid
 * of a bidder in an auction within an hour and a run of 2^{@value #RUN_BITS} sequences. The hour puts a bidder's bids
 * in order over all auctions; the run bounds how many of an auction's bids are looked through to find one bidder's.
 * Traces that were written of late are remembered, so that they are not written again; one that was forgotten is,
 * harmlessly. Belongs to the reader's thread.
 */
final class Activities {
    static final String COPY = """
            copy activity (bidder_key, auction_id, ends_at, first_sequence, hour, bucket) from stdin""";
    /** The rows of 16,384 bids are some 700 KB: a few milliseconds to look through. */
    static final int RUN_BITS = 14;

    private static final int SECONDS_PER_HOUR = 3_600;

    private final KnownAuctions.Recent<Trace, Boolean> written;
    private final Set<Trace> fresh = new HashSet<>();

    Activities(LedgerConfig config) {
        this.written = new KnownAuctions.Recent<>(config.activitiesMax());
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
            var trace = new Trace(bid.bid().bidder(), bid.auction(), hour(bid.decidedAt()), firstOfRow >> RUN_BITS);
            if (written.get(trace) == null && fresh.add(trace)) {
                out.number(key(trace.bidder()));
                out.number(trace.auction().value());
                out.time(progress.endsAt());
                out.number(firstOfRow);
                out.number(trace.hour());
                out.number(progress.bucket().number());
                out.endRow();
            }
        }
    }

    void committed() {
        fresh.forEach(trace -> written.put(trace, true));
        fresh.clear();
    }

    void rolledBack() {
        fresh.clear();
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

    private record Trace(AccountId bidder, AuctionId auction, int hour, long run) {}
}
