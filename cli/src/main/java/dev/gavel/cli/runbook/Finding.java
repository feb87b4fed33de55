package dev.gavel.cli.runbook;

import java.io.PrintWriter;

/**
 * One line of a diagnosis.
 *
 * @param what with the figure
 * @param next what to do; empty where all is well
 */
record Finding(Verdict verdict, String what, String next) {
    enum Verdict {
        OK("ok"),
        LOOK_HERE("look here"),
        CANNOT_TELL("cannot tell");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }
    }

    static Finding ok(String what) {
        return new Finding(Verdict.OK, what, "");
    }

    static Finding bad(String what, String next) {
        return new Finding(Verdict.LOOK_HERE, what, next);
    }

    static Finding unknown(String what) {
        return new Finding(Verdict.CANNOT_TELL, what, "");
    }

    boolean isBad() {
        return verdict == Verdict.LOOK_HERE;
    }

    void print(PrintWriter out) {
        out.printf("%-11s  %s%s%n", verdict.word, what, next.isEmpty() ? "" : ": " + next);
        out.flush();
    }
}
