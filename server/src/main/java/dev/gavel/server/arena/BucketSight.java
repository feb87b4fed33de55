package dev.gavel.server.arena;

/**
 * What stands in Redis of one bucket, for metrics; times are arena time in milliseconds.
 *
 * @param entries of the bid log that are kept
 * @param end the number of its last entry
 * @param open auctions
 * @param overdueMillis how long the one that is most overdue is past its close; 0 if none is
 * @param behindMillis the age of the oldest entry that the reader has not said to have; 0 if there is none. If it
 *     cannot be read, for how long it has been the oldest
 */
public record BucketSight(long entries, long end, long open, long overdueMillis, long behindMillis) {}
