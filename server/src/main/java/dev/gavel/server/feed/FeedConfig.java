package dev.gavel.server.feed;

import java.time.Duration;

/**
 * @param poll how often the bid log is asked for what is new
 * @param updateEvery the least time between two updates of an auction: 50 ms are 20 a second
 * @param readsPerPollMax how often a poll reads on while a bucket is far behind
 * @param behindEntries a read that gives a bucket so many entries is followed by another at once
 * @param newestBidsMax how many accepted bids of an auction are kept in memory
 * @param idleAfter an auction that nobody watches is dropped when nothing was decided for so long; by then the ledger
 *     has what memory had
 * @param auctionsMax how many auctions are kept; beyond it, those that were quiet longest are dropped
 * @param retryAfter the pause after the log could not be read
 */
public record FeedConfig(
        Duration poll,
        Duration updateEvery,
        int readsPerPollMax,
        int behindEntries,
        int newestBidsMax,
        Duration idleAfter,
        int auctionsMax,
        Duration retryAfter) {
    /** 50,000 auctions with 20 bids of 150 bytes each are 150 MB, which is the worst that memory may be asked for. */
    public static final FeedConfig DEFAULT = new FeedConfig(
            Duration.ofMillis(25),
            Duration.ofMillis(50),
            8,
            32,
            200,
            Duration.ofMinutes(10),
            50_000,
            Duration.ofMillis(250));

    public FeedConfig {
        if (!poll.isPositive() || !updateEvery.isPositive() || !idleAfter.isPositive() || !retryAfter.isPositive()) {
            throw new IllegalArgumentException("the times of the feed are above 0");
        }
        if (readsPerPollMax < 1 || behindEntries < 1 || newestBidsMax < 1 || auctionsMax < 1) {
            throw new IllegalArgumentException("the bounds of the feed are at least 1");
        }
    }
}
