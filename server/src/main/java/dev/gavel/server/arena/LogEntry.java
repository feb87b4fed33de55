package dev.gavel.server.arena;

import dev.gavel.auction.Decision;
import dev.gavel.shards.Bucket;
import java.util.List;

/**
 * One entry of a bucket's bid log: the decisions of one turn.
 *
 * @param number 1, 2, 3, … without gaps in its bucket; a reader's position is the number it read last, 0 before the
 *     first
 */
public record LogEntry(Bucket bucket, long number, List<Decision> decisions) {}
