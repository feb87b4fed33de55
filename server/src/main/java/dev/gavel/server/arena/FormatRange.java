package dev.gavel.server.arena;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The formats of the arena that a build reads, and each of which it can write. A format is a number for all that nodes
 * leave for each other in Redis: entries of the bid log, states of auctions, request ids, what is said of bidders.
 */
public record FormatRange(int oldest, int newest) {
    /** Of this build. What makes a new format, and how one goes from one to the next: ADR 29. */
    public static final FormatRange OWN = new FormatRange(1, 1);

    private static final Pattern TEXT = Pattern.compile("([1-9]\\d{0,8})-([1-9]\\d{0,8})");

    public FormatRange {
        if (oldest < 1 || newest < oldest) {
            throw new IllegalArgumentException("no range of formats: " + oldest + " to " + newest);
        }
    }

    /** @throws IllegalArgumentException if it is none, such as {@code 1-2} */
    public static FormatRange parse(String text) {
        Matcher range = TEXT.matcher(text);
        if (!range.matches()) {
            throw new IllegalArgumentException("no range of formats: " + text);
        }
        return new FormatRange(Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)));
    }

    public boolean knows(int format) {
        return format >= oldest && format <= newest;
    }

    /** For people. */
    public String words() {
        return oldest == newest ? "format " + oldest : "formats " + oldest + " to " + newest;
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return oldest + "-" + newest;
    }
}
