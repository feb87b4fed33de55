package dev.gavel.auction.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.Reason;
import dev.gavel.auction.SoftClose;
import dev.gavel.auction.scenario.Scenario.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScenarioTest {
    @ParameterizedTest
    @MethodSource("dev.gavel.auction.scenario.ScenarioBook#all")
    void theRefereeKeepsTheBook(Scenario scenario) {
        scenario.play(Rules.REFEREE::decider);
    }

    @Test
    void theBookShowsEveryOutcomeAndEveryReason() {
        Set<String> shown = ScenarioBook.all().stream()
                .flatMap(scenario -> scenario.rows().stream())
                .map(row -> row instanceof Row.BidRow bid ? bid.outcome() : "")
                .collect(Collectors.toSet());
        assertThat(shown).contains("leading", "outbid");
        assertThat(shown)
                .containsAll(Arrays.stream(Reason.values()).map(Enum::name).toList());
    }

    @Test
    void theBookShowsBothModesOfASoftClose() {
        assertThat(ScenarioBook.all().stream()
                        .map(scenario -> scenario.terms().schedule().softClose())
                        .filter(Objects::nonNull)
                        .map(SoftClose::mode))
                .contains(SoftClose.Mode.values());
    }

    @Test
    void theManualNamesEveryScenarioAndNoOther() throws IOException {
        String manual = Files.readString(ScenarioBook.folder().resolve("README.md"));
        Set<String> named = Pattern.compile("\\(([a-z-]+\\.scenario)\\)")
                .matcher(manual)
                .results()
                .map(MatchResult::group)
                .map(link -> link.substring(1, link.length() - 1))
                .collect(Collectors.toSet());
        assertThat(named)
                .isEqualTo(ScenarioBook.all().stream().map(Scenario::file).collect(Collectors.toSet()));
    }

    @Test
    void aWrongLineIsNamed() {
        List<String> lines = List.of(
                "currency EUR",
                "bidding PROXY",
                "seller sam",
                "opens 11:00:00",
                "closes 12:00:00",
                "opening 100",
                "steps 0:10",
                "# at bidder amount outcome price leader closes",
                "11:00:00 ann 200 leading 100 ann 12:00:00",
                "11:00:01 bob 150 outbid 161 ann 12:00:00");
        assertThatThrownBy(() -> ScenarioBook.parse("wrong.scenario", lines).play(Rules.REFEREE::decider))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("wrong.scenario:10: expected #2 outbid 161 ann")
                .hasMessageContaining("but was #2 outbid 160 ann");
    }

    @Test
    void whatCannotBeReadIsNamed() {
        assertThatThrownBy(() -> ScenarioBook.parse("x", List.of("currency EUR", "openning 100")))
                .hasMessage("x:2: no such term: openning 100");
        assertThatThrownBy(() -> ScenarioBook.parse("x", List.of("11:00:00 ann 200 LEADING 100 ann 12:00:00")))
                .hasMessageStartingWith("x:1: No enum constant");
        assertThatThrownBy(() -> ScenarioBook.parse("x", List.of("11:00:00 ann 200 leading 100 ann")))
                .hasMessage("x:1: a row of 7 cells has 6");
    }
}
