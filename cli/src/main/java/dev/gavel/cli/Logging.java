package dev.gavel.cli;

import java.util.Arrays;
import java.util.List;

/** How much goes to stderr. Decided before the first logger is made, since logback reads its settings once. */
final class Logging {
    /** Also an environment variable; logback.xml reads either. */
    private static final String LEVEL = "GAVEL_LOG_LEVEL";

    /** Those whose log is what an operator reads; of all others it would only stand between the lines they print. */
    private static final List<String> TALKATIVE = List.of("serve");

    private Logging() {}

    static void choose(String[] arguments) {
        boolean chosen = System.getenv(LEVEL) != null || System.getProperty(LEVEL) != null;
        if (!chosen && Arrays.stream(arguments).noneMatch(TALKATIVE::contains)) {
            System.setProperty(LEVEL, "WARN");
        }
    }
}
