package dev.gavel.rush.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.rush.history.Sightings.Step;
import dev.gavel.rush.history.Sightings.Watcher;
import dev.gavel.rush.history.Violation.Promise;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every promise to watchers is broken once on purpose, and found out. */
class WatchCheckTest {
    private final TrueStory story = new TrueStory(1);
    private final Kept kept = new Kept(TrueStory.AUCTION, story.log, story.ledger, story.result);
    private final long lastPrice =
            Told.price(story.decided(story.log.size() - 2).price());
    private final long lastSequence = story.log.getLast().sequence();
    private final List<Watcher> watchers = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();

    WatchCheckTest() {
        steps.add(step(-1, 0, "OPEN", Told.NO_PRICE));
        for (int sequence = 10; sequence <= 100; sequence += 10) {
            steps.add(step(
                    sequence - 10,
                    sequence,
                    "OPEN",
                    Told.price(story.decided(sequence).price())));
        }
        steps.add(step(100, lastSequence, Sightings.CLOSED, lastPrice));
        for (int i = 0; i < 3; i++) {
            watchers.add(watcher(Sightings.CLOSED, lastPrice, 0));
        }
    }

    @Test
    void watchers_who_saw_what_the_log_says_find_nothing() {
        assertThat(check()).isEmpty();
    }

    @Test
    void a_watcher_with_another_last_price_is_found() {
        watchers.set(1, watcher(Sightings.CLOSED, lastPrice - 100, 0));
        broken(Promise.WATCHERS_SEE_THE_CLOSE);
    }

    @Test
    void a_watcher_who_did_not_see_the_close_is_found() {
        watchers.set(2, watcher("OPEN", lastPrice, 0));
        broken(Promise.WATCHERS_SEE_THE_CLOSE);
    }

    @Test
    void a_watcher_who_got_an_older_update_after_a_newer_one_is_found() {
        watchers.set(0, watcher(Sightings.CLOSED, lastPrice, 1));
        broken(Promise.WATCHERS_SEE_THE_TRUTH);
    }

    @Test
    void an_update_with_another_price_than_the_log_or_of_a_decision_that_is_not_there_is_found() {
        Step right = steps.get(4);
        steps.set(4, step(right.before(), right.sequence(), right.state(), right.price() + 1));
        broken(Promise.WATCHERS_SEE_THE_TRUTH);
        steps.set(4, step(right.before(), lastSequence + 1, right.state(), lastPrice));
        broken(Promise.WATCHERS_SEE_THE_TRUTH);
    }

    @Test
    void sightings_are_the_same_after_they_were_written_and_read(@TempDir Path directory) {
        var sightings = new Sightings(TrueStory.AUCTION, watchers, steps);
        Path file = directory.resolve("sightings.tsv");
        sightings.write(file);
        assertThat(Sightings.read(file)).isEqualTo(sightings);
    }

    private void broken(Promise promise) {
        assertThat(check()).extracting(Violation::promise).isNotEmpty().containsOnly(promise);
    }

    private List<Violation> check() {
        return WatchCheck.run(new Sightings(TrueStory.AUCTION, watchers, steps), kept);
    }

    private Watcher watcher(String state, long price, int wentBack) {
        return new Watcher(steps.size(), lastSequence, state, price, wentBack, "");
    }

    private static Step step(long before, long sequence, String state, long price) {
        return new Step(before, sequence, state, price, 1_000 * sequence, Map.of(3, 2L, 17, 1L));
    }
}
