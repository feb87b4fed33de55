package dev.gavel.server.feed;

import dev.gavel.shards.Bucket;
import java.util.Map;

/** Where the feed begins to read the bid log: asked at the start and after a gap in the log. */
public interface LogPositions {
    /**
     * A position for every bucket, not before the oldest entry that the log still has. What the ledger has already
     * committed is the best answer: then memory and ledger together miss no bid. The log's end is allowed; then bids
     * between the ledger's position and the end are seen only when the ledger has them. Blocks.
     */
    Map<Bucket, Long> positions();
}
