package dev.gavel.server.recovery;

import dev.gavel.shards.Bucket;
import java.time.Duration;

/**
 * What a recovery did to a bucket, or would do.
 *
 * @param arena the number of the last log entry that the arena had
 * @param ledger the number of the last that the ledger had, from which it was made again
 * @param now the number of the last one now; 0 where nothing was done
 * @param open auctions that take bids, or will
 * @param ended auctions that can still be read
 * @param bids decisions that were folded, refusals among them
 * @param remembered bids whose request ids are remembered
 */
public record BucketReport(
        Bucket bucket,
        long arena,
        long ledger,
        long now,
        long open,
        long ended,
        long bids,
        long remembered,
        Duration took) {}
