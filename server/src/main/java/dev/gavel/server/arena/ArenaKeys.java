package dev.gavel.server.arena;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gavel.auction.AuctionId;
import dev.gavel.shards.Bucket;

/**
 * Names of the arena's keys. All of a bucket carry its number as the hash tag, so they live in one slot and a script
 * over several of its auctions stays atomic on a cluster.
 */
public final class ArenaKeys {
    /** Two are remembered, the third is the one that is expiring. */
    public static final int REQUEST_ID_GENERATIONS = 3;

    private ArenaKeys() {}

    /** The number of the bid log's last entry; decimal. */
    public static byte[] logNumber(Bucket bucket) {
        return key(bucket, "n");
    }

    /** The bid log; a stream whose ids are number-0. */
    public static byte[] log(Bucket bucket) {
        return key(bucket, "log");
    }

    /** How far the log's readers have come; a hash from reader to number. */
    public static byte[] readers(Bucket bucket) {
        return key(bucket, "readers");
    }

    /** When the bucket's open auctions close; a sorted set from auction id to milliseconds since 1970. */
    public static byte[] due(Bucket bucket) {
        return key(bucket, "due");
    }

    /** Up to when each node has answered what it received; a hash from node to milliseconds since 1970. */
    public static byte[] drained(Bucket bucket) {
        return key(bucket, "drained");
    }

    /** When the bucket's bell was last looked at, and the last outage; see close-due.lua. */
    public static byte[] watched(Bucket bucket) {
        return key(bucket, "watched");
    }

    /** First answers by request identity; a hash. */
    public static byte[] requestIds(Bucket bucket, int generation) {
        return key(bucket, "ids:" + generation);
    }

    /** Says nothing; written so that there is something to wait for ({@link Replicas}). */
    public static byte[] waited(Bucket bucket) {
        return key(bucket, "w");
    }

    /** The auction's packed state. */
    public static byte[] state(Bucket bucket, AuctionId auction) {
        return key(bucket, "a:" + auction);
    }

    /** The auction's ranking; a sorted set from bidder to visible amount. */
    public static byte[] ranking(Bucket bucket, AuctionId auction) {
        return key(bucket, "r:" + auction);
    }

    /** The auction's description; JSON. */
    public static byte[] listing(Bucket bucket, AuctionId auction) {
        return key(bucket, "l:" + auction);
    }

    /** What is said of single bidders of the auction; a hash, see auction-state.lua. */
    public static byte[] bidders(Bucket bucket, AuctionId auction) {
        return key(bucket, "p:" + auction);
    }

    private static byte[] key(Bucket bucket, String name) {
        return ("{b" + bucket.number() + "}:" + name).getBytes(US_ASCII);
    }
}
