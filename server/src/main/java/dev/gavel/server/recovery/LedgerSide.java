package dev.gavel.server.recovery;

import dev.gavel.shards.Bucket;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

/** The ledger, as a recovery needs it. All calls block. */
public interface LedgerSide {
    /** The number of the last log entry that the ledger has, of every bucket. */
    Map<Bucket, Long> positions();

    /**
     * The auctions of a bucket that were seen opened and have not ended, or have been settled so recently, or are in
     * quarantine; all from one moment. Each is to be used up before the next is given.
     */
    void auctions(Bucket bucket, Duration settledWithin, Consumer<KeptAuction> each);

    /** When the ledger last took anything from the bucket's log. */
    Instant heardAt(Bucket bucket);

    /**
     * Moves a position, unless somebody else has: from then on no reader can commit what it read before.
     *
     * @return whether it stood at {@code from}
     */
    boolean move(Bucket bucket, long from, long to);
}
