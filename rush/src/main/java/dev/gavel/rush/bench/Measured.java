package dev.gavel.rush.bench;

import java.util.Arrays;
import java.util.List;

/**
 * A figure after all rounds.
 *
 * @param gavel the median
 * @param rival the median
 * @param ratio gavel ÷ rival
 * @param min the least ratio of a round
 * @param max the greatest ratio of a round
 */
public record Measured(
        String name, String unit, double gavel, double rival, double ratio, int rounds, double min, double max) {

    /** @param gavel one value for each round, in their order */
    public static Measured of(String name, String unit, List<Double> gavel, List<Double> rival) {
        double[] ratios = new double[gavel.size()];
        Arrays.setAll(ratios, i -> gavel.get(i) / rival.get(i));
        double gavelMedian = median(gavel);
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
