package dev.gavel.server.arena;

import dev.gavel.auction.Decision;
import dev.gavel.shards.Bucket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a bucket's bid log: the decisions of one turn.
 *
 * @param number 1, 2, 3, … without gaps in its bucket; a reader's position is the number it read last, 0 before the
 *     first
 * @param node which sent the turn; null for openings, closes and cancellations, and in entries that do not say
 * @param traced the bids of the turn that are traced; most often none
 */
public record LogEntry(
        Bucket bucket, long number, @Nullable NodeId node, List<Decision> decisions, List<TraceMark> traced) {
    public LogEntry(Bucket bucket, long number, List<Decision> decisions) {
        this(bucket, number, null, decisions);
    }

    public LogEntry(Bucket bucket, long number, @Nullable NodeId node, List<Decision> decisions) {
        this(bucket, number, node, decisions, List.of());
    }
}
