package dev.gavel.server.admission;

import java.time.Duration;

/**
 * What is refused without asking the arena.
 *
 * @param idAgeMax only bids whose request id was made within this time: what was decided since then, and for as long
 *     before as a client's clock may be ahead, must be remembered to tell a new bid from a repeated one
 * @param auctionsMax whose prices are remembered, those bid on last; 0: nothing is refused at the edge
 * @param filterMegabytes of each of two generations of decided ids. The fuller it is, the more low bids go to the arena
 *     after all, and nothing else: at 12 bits an id about 1 in 100
 */
public record EdgeConfig(Duration idAgeMax, int auctionsMax, int filterMegabytes) {
    /**
     * 8 MB are 12 bits for each of 5.6 million ids, which is 18,000 bids a second for 306 s, on all nodes together. A
     * price is about 150 bytes.
     */
    public static final EdgeConfig DEFAULT = new EdgeConfig(Duration.ofSeconds(5), 50_000, 8);

    public EdgeConfig {
        requireBetween("admission.edge.idAgeMax (ms)", idAgeMax.toMillis(), 0, 60_000);
        requireBetween("admission.edge.auctionsMax", auctionsMax, 0, 10_000_000);
        requireBetween("admission.edge.filterMegabytes", filterMegabytes, 1, 1_024);
    }

    /** The same, with nothing refused at the edge. */
    public EdgeConfig off() {
        return new EdgeConfig(idAgeMax, 0, filterMegabytes);
    }

    private static void requireBetween(String setting, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(setting + " must be " + min + " to " + max + ", not " + value);
        }
    }
}
