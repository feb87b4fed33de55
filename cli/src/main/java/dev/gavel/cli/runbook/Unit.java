package dev.gavel.cli.runbook;

import java.util.Locale;

/** How a figure is printed. */
enum Unit {
    SECONDS,
    SHARE,
    BYTES,
    COUNT,
    PER_SECOND;

    String text(double value) {
        return switch (this) {
            case SECONDS -> value < 1 ? number(value * 1_000) + " ms" : number(value) + " s";
            case SHARE -> number(value * 100) + " %";
            case BYTES -> number(value / (1 << 20)) + " MiB";
            case COUNT -> number(value);
            case PER_SECOND -> number(value) + "/s";
        };
    }

    private static String number(double value) {
        return String.format(
                Locale.ROOT, value == Math.rint(value) || Math.abs(value) >= 100 ? "%,.0f" : "%.2f", value);
    }
}
