package dev.gavel.auction.scenario;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.Bidding;
import dev.gavel.auction.Money;
import dev.gavel.auction.SoftClose;
import dev.gavel.auction.StepTable;
import dev.gavel.auction.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The terms at the head of a scenario, gathered line by line. */
final class ScenarioTerms {
    private static final Set<String> NAMES = Set.of(
            "currency",
            "bidding",
            "seller",
            "opens",
            "closes",
            "opening",
            "steps",
            "reserve",
            "window",
            "extension",
            "extensions",
            "latest",
            "approval");

    private final Map<String, List<String>> terms = new HashMap<>();

    void put(String[] words) {
        List<String> values = List.of(words).subList(1, words.length);
        if (!NAMES.contains(words[0]) || values.isEmpty()) {
            throw new IllegalArgumentException("no such term: " + String.join(" ", words));
        }
        if (terms.putIfAbsent(words[0], values) != null) {
            throw new IllegalArgumentException(words[0] + " is there twice");
        }
    }

    AccountId seller() {
        return new AccountId(required("seller"));
    }

    Terms terms() {
        String reserve = optional("reserve");
        return new Terms(
                seller(),
                new Terms.Pricing(
                        Currency.getInstance(required("currency")),
                        Bidding.valueOf(required("bidding")),
                        ScenarioBook.money(required("opening")),
                        steps(),
                        reserve == null ? null : ScenarioBook.money(reserve)),
                new Terms.Schedule(
                        ScenarioBook.time(required("opens")), ScenarioBook.time(required("closes")), softClose()),
                "needed".equals(optional("approval")));
    }

    private StepTable steps() {
        required("steps");
        return new StepTable(terms.getOrDefault("steps", List.of()).stream()
                .map(ScenarioTerms::band)
                .toList());
    }

    private static StepTable.Band band(String word) {
        List<Money> sides =
                Arrays.stream(word.split(":", 2)).map(ScenarioBook::money).toList();
        return new StepTable.Band(sides.getFirst(), sides.getLast());
    }

    private @Nullable SoftClose softClose() {
        String window = optional("window");
        if (window == null) {
            return null;
        }
        String max = optional("extensions");
        String latest = optional("latest");
        Instant latestClose = latest == null ? null : ScenarioBook.time(latest);
        return new SoftClose(
                duration(window),
                duration(required("extension")),
                SoftClose.Mode.valueOf(
                        terms.getOrDefault("extension", List.of()).getLast()),
                max == null ? 0 : Integer.parseInt(max),
                latestClose);
    }

    /** "30s", "2m", "250ms". */
    private static Duration duration(String word) {
        return word.endsWith("ms")
                ? Duration.ofMillis(Long.parseLong(word.substring(0, word.length() - 2)))
                : Duration.parse("PT" + word);
    }

    private String required(String name) {
        String value = optional(name);
        if (value == null) {
            throw new IllegalArgumentException("the terms lack " + name);
        }
        return value;
    }

    private @Nullable String optional(String name) {
        List<String> values = terms.get(name);
        return values == null ? null : values.getFirst();
    }
}
