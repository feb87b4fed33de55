package dev.gavel.cli.runbook;

import java.util.Comparator;
import java.util.List;

/**
 * A figure and from where on it is bad.
 *
 * @param what the figure is, in words
 * @param from the first value that is bad: the highest good one where more is worse
 * @param moreIsWorse or less
 * @param next what to do where it is bad
 */
record Check(String what, Measure measure, Unit unit, double from, boolean moreIsWorse, String next) {
    /** The worst of many are enough to know where to begin. */
    private static final int LINES_MAX = 5;

    static Check above(double most, Unit unit, String what, Measure measure, String next) {
        return new Check(what, measure, unit, most, true, next);
    }

    static Check below(double least, Unit unit, String what, Measure measure, String next) {
        return new Check(what, measure, unit, least, false, next);
    }

    List<Finding> run(Source source) {
        Comparator<Reading> worstFirst = Comparator.comparingDouble(it -> moreIsWorse ? -it.value() : it.value());
        List<Reading> readings = source.read(measure).stream()
                .filter(it -> !Double.isNaN(it.value()))
                .sorted(worstFirst)
                .toList();
        if (readings.isEmpty()) {
            return List.of(
                    Finding.unknown(what + ": nothing was measured (" + String.join(", ", measure.metrics()) + ")"));
        }
        List<Finding> bad = readings.stream()
                .filter(this::isBad)
                .limit(LINES_MAX)
                .map(it -> Finding.bad(text(it) + (moreIsWorse ? ", above " : ", below ") + unit.text(from), next))
                .toList();
        return bad.isEmpty() ? List.of(Finding.ok(text(readings.getFirst()))) : bad;
    }

    private boolean isBad(Reading reading) {
        return moreIsWorse ? reading.value() > from : reading.value() < from;
    }

    private String text(Reading reading) {
        String place = reading.place();
        return what + (place.isEmpty() ? "" : ", " + place) + ": " + unit.text(reading.value());
    }
}
