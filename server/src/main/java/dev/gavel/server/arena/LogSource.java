package dev.gavel.server.arena;

import dev.gavel.shards.Bucket;
import java.util.List;
import java.util.Map;

/** Where readers of the bid log read. {@link BidLog} is the real one. */
public interface LogSource {
    /**
     * What follows each bucket's position, in one round trip per Redis node.
     *
     * @param positions the number of the entry read last, by bucket; 0 before the first
     * @return by bucket, oldest first and without a gap; at most a bounded number of entries each; buckets with nothing
     *     new are absent, and those whose Redis did not answer
     * @throws ArenaException if no Redis answered
     * @throws LogGapException if entries after a position have been trimmed, or the log is behind the position
     */
    Map<Bucket, List<LogEntry>> read(Map<Bucket, Long> positions);

    /**
     * The number of each bucket's last entry, where a reader begins that wants only what is to come. Those whose Redis
     * did not answer are absent, and those that are being recovered.
     *
     * @throws ArenaException if none answered
     */
    Map<Bucket, Long> ends(List<Bucket> buckets);

    /**
     * Says that {@code reader} has made everything up to these positions durable, so that the log may be trimmed to the
     * slowest reader. Called after the reader's own commit; advisory, so losing it only delays trimming.
     */
    void done(String reader, Map<Bucket, Long> positions);
}
