package dev.gavel.cli.runbook;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The diagnosis of a page.
 *
 * @param name of the page in {@code docs/runbooks}, which is the alert's
 * @param stores that are asked as well, where the settings say how to reach them
 */
record Runbook(String name, String title, List<StoreChecks> stores, List<Check> checks) {
    /** {@code bids-slow} is of {@code BidsSlow}. */
    String alert() {
        return Arrays.stream(name.split("-", -1))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
    }
}
