package dev.gavel.auction;

import java.util.List;

/**
 * How far above the price the next bid must be, by bands of price.
 *
 * @param bands 1 to {@link #BANDS_MAX}, ascending, the first from 0; a boundary belongs to the upper band
 */
public record StepTable(List<Band> bands) {
    /** Enough for every table in use (eBay has 10), few enough to be read in each turn. */
    public static final int BANDS_MAX = 32;

    /** @param step at least 1, so that the price rises with every accepted amount that beats it */
    public record Band(Money from, Money step) {
        public Band {
            if (step.equals(Money.ZERO)) {
                throw new IllegalArgumentException("a step must be at least 1");
            }
        }
    }

    public StepTable {
        bands = List.copyOf(bands);
        if (bands.isEmpty() || bands.size() > BANDS_MAX) {
            throw new IllegalArgumentException("a step table has 1 to " + BANDS_MAX + " bands, not " + bands.size());
        }
        if (!bands.getFirst().from().equals(Money.ZERO)) {
            throw new IllegalArgumentException("the first band of a step table starts at 0");
        }
        for (int i = 1; i < bands.size(); i++) {
            if (!bands.get(i - 1).from().isLessThan(bands.get(i).from())) {
                throw new IllegalArgumentException("the bands of a step table must ascend");
            }
        }
    }

    /** The same step at every price. */
    public static StepTable flat(Money step) {
        return new StepTable(List.of(new Band(Money.ZERO, step)));
    }

    public Money stepAt(Money price) {
        for (int i = bands.size() - 1; i > 0; i--) {
            if (!price.isLessThan(bands.get(i).from())) {
                return bands.get(i).step();
            }
        }
        return bands.getFirst().step();
    }
}
