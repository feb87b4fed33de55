package dev.gavel.rush.report;

import dev.gavel.rush.report.RushReport.Moment;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Lines over the time of a run, as SVG, with moments marked. */
final class Chart {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 240;
    private static final int LEFT = 70;
    private static final int RIGHT = 90;
    private static final int TOP = 12;
    private static final int BOTTOM = 28;
    private static final int GRID = 4;
    /** Words of marks that are close together stand below each other. */
    private static final int MARK_ROWS = 5;

    private static final List<String> COLOURS = List.of("#1f5fa8", "#c4570b", "#8a2f8f");

    private Chart() {}

    record Line(String name, ToDoubleFunction<Moment> value) {}

    /** A moment to be seen, since the beginning. */
    record Mark(double atSeconds, String word) {}

    static String svg(List<Moment> moments, List<Line> lines, List<Mark> marks) {
        double seconds = moments.isEmpty() ? 1 : 2 * moments.getFirst().atSeconds() * moments.size();
        double top = lines.stream()
                .flatMapToDouble(line -> moments.stream().mapToDouble(line.value))
                .max()
                .orElse(0);
        double scale = top == 0 ? 1 : top;
        var svg = new StringBuilder(
                String.format(Locale.ROOT, "<svg viewBox=\"0 0 %d %d\" role=\"img\">%n", WIDTH, HEIGHT));
        grid(svg, scale, seconds);
        for (int i = 0; i < marks.size(); i++) {
            mark(svg, x(marks.get(i).atSeconds, seconds), marks.get(i).word, TOP + 10 + 12 * (i % MARK_ROWS));
        }
        for (int i = 0; i < lines.size(); i++) {
            line(svg, moments, lines.get(i), new Frame(scale, seconds, i));
        }
        return svg.append("</svg>").toString();
    }

    private static void mark(StringBuilder svg, double at, String word, int row) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#b3261e\" stroke-dasharray=\"4 3\"/>"
                        + "<text x=\"%.1f\" y=\"%d\" text-anchor=\"end\">%s</text>%n",
                at,
                at,
                TOP,
                HEIGHT - BOTTOM,
                at - 4,
                row,
                HtmlReport.escape(word)));
    }

    private record Frame(double scale, double seconds, int number) {
        String colour() {
            return COLOURS.get(number % COLOURS.size());
        }
    }

    private static void line(StringBuilder svg, List<Moment> moments, Line line, Frame frame) {
        var points = new StringBuilder();
        for (Moment moment : moments) {
            points.append(String.format(
                    Locale.ROOT,
                    "%.1f,%.1f ",
                    x(moment.atSeconds(), frame.seconds),
                    y(line.value.applyAsDouble(moment), frame.scale)));
        }
        svg.append(String.format(
                Locale.ROOT,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.6\"/>"
                        + "<text x=\"%d\" y=\"%d\" style=\"fill:%s\">%s</text>%n",
                points,
                frame.colour(),
                WIDTH - RIGHT + 8,
                TOP + 12 + 16 * frame.number,
                frame.colour(),
                HtmlReport.escape(line.name)));
    }

    private static void grid(StringBuilder svg, double scale, double seconds) {
        for (int i = 0; i <= GRID; i++) {
            double value = scale * i / GRID;
            double at = seconds * i / GRID;
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#e3e8ee\"/>"
                            + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>"
                            + "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.0f s</text>%n",
                    LEFT,
                    WIDTH - RIGHT,
                    y(value, scale),
                    y(value, scale),
                    LEFT - 8,
                    y(value, scale) + 4,
                    label(value),
                    x(at, seconds),
                    HEIGHT - 8,
                    at));
        }
    }

    private static String label(double value) {
        return String.format(Locale.ROOT, value >= 100 || value == 0 ? "%,.0f" : "%.1f", value);
    }

    private static double x(double atSeconds, double seconds) {
        return LEFT + (WIDTH - LEFT - RIGHT) * Math.min(1, atSeconds / seconds);
    }

    private static double y(double value, double scale) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / scale;
    }
}
