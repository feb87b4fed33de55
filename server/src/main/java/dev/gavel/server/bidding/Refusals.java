package dev.gavel.server.bidding;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Counts the bids that were answered without asking the arena, by why. */
public final class Refusals {
    private final Map<Why, Counter> counters = new EnumMap<>(Why.class);

    /** A closed list, since each makes a time series. */
    public enum Why {
        /** So many bids of the account wait for their answers. */
        OUTSTANDING,
        /** The account has placed so many bids lately. */
        RATE,
        /** There is no room to remember another account. */
        ACCOUNTS,
        /** A price in the bid log beats it. */
        EDGE,
        /** The arena is not level with the ledger, or set up too weakly. */
        NOT_READY,
        /** More bids wait than this node lets wait, or it is ending. */
        OVERLOADED,
        /** Those before it in its queue have waited too long, or would let it wait too long. */
        SHED
    }

    /** Several on one registry count together. */
    public Refusals(MeterRegistry meters) {
        for (Why why : Why.values()) {
            counters.put(
                    why,
                    Counter.builder("gavel.admission.refused")
                            .description("Bids refused without asking the arena, by why")
                            .tag("reason", why.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
    }

    public void count(Why why) {
        Objects.requireNonNull(counters.get(why)).increment();
    }
}
