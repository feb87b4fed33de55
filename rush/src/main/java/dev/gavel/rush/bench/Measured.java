package dev.gavel.rush.bench;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A figure after all rounds.
 *
 * @param gavel the median
 * @param rival the median; null where it cannot do the like, as are the ratios then
 * @param ratio gavel ÷ rival
 * @param min the least ratio of a round
 * @param max the greatest ratio of a round
 */
public record Measured(
        String name,
        String unit,
        double gavel,
        @Nullable Double rival,
        @Nullable Double ratio,
        int rounds,
        @Nullable Double min,
        @Nullable Double max) {

    /**
     * @param gavel one value for each round, in their order
     * @param rival likewise; empty if there is no such thing
     */
    public static Measured of(String name, String unit, List<Double> gavel, List<Double> rival) {
        double gavelMedian = median(gavel);
        if (rival.isEmpty()) {
            return new Measured(name, unit, gavelMedian, null, null, gavel.size(), null, null);
        }
        double[] ratios = new double[gavel.size()];
        Arrays.setAll(ratios, i -> gavel.get(i) / rival.get(i));
        double rivalMedian = median(rival);
        return new Measured(
                name,
                unit,
                gavelMedian,
                rivalMedian,
                gavelMedian / rivalMedian,
                ratios.length,
                Arrays.stream(ratios).min().orElseThrow(),
                Arrays.stream(ratios).max().orElseThrow());
    }

    static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
