package dev.gavel.rush.bench;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A figure after all rounds.
 *
 * @param gavel the median
 * @param rival the median; null where it cannot do the like, as is the ratio then
 * @param ratio gavel ÷ rival, of the medians
 * @param min the least of a round: of the ratio, or of Gavel's value where there is no ratio
 * @param max the greatest, likewise
 */
public record Measured(
        String name,
        String unit,
        double gavel,
        @Nullable Double rival,
        @Nullable Double ratio,
        int rounds,
        double min,
        double max) {

    /**
     * @param gavel one value for each round, in their order
     * @param rival likewise; empty if there is no such thing
     */
    public static Measured of(String name, String unit, List<Double> gavel, List<Double> rival) {
        double[] range = new double[gavel.size()];
        Arrays.setAll(range, i -> rival.isEmpty() ? gavel.get(i) : gavel.get(i) / rival.get(i));
        Arrays.sort(range);
        double gavelMedian = median(gavel);
        Double rivalMedian = rival.isEmpty() ? null : median(rival);
        return new Measured(
                name,
                unit,
                gavelMedian,
                rivalMedian,
                rivalMedian == null ? null : gavelMedian / rivalMedian,
                range.length,
                range[0],
                range[range.length - 1]);
    }

    static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
