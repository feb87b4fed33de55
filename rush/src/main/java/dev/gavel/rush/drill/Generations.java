package dev.gavel.rush.drill;

import static dev.gavel.rush.drill.Drill.between;

import dev.gavel.dev.BlueGreen;
import dev.gavel.rush.history.Exchange;
import dev.gavel.rush.history.History;
import dev.gavel.rush.history.Told;
import dev.gavel.rush.load.AskedAgain;
import dev.gavel.rush.targets.GavelNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Two generations on the same stores: from blue to green, back to blue, and green ends. */
final class Generations {
    static final String NAME = "blue-green";

    private static final int BLUE = 0;
    private static final int GREEN = 1;
    private static final Duration SEEN_MAX = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(100);

    private Generations() {}

    /**
     * What bidders who ask again after the run are told.
     *
     * @param asked how often they asked
     * @param changed what they were told otherwise than before, in words
     */
    record After(long asked, List<String> changed) {
        static final After NOBODY = new After(0, List.of());
    }

    static void play(Stage stage, Timeline time, SplittableRandom random) {
        BlueGreen balancer = stage.blueGreen();
        GavelNode blue = stage.node(BLUE);
        GavelNode green = stage.node(GREEN);
        requireOthers(blue, green);
        awaitSeen(balancer, time, "blue");
        awaitSeen(balancer, time, "green");
        time.await(between(random, 1_200, 2_000));
        awaitAnswers("blue", blue, 0, time);
        long before = green.answered();
        time.mark("switched to green", () -> balancer.run("green"));
        time.pause(between(random, 800, 1_200));
        awaitAnswers("green", green, before, time);
        before = blue.answered();
        time.mark("switched back to blue", () -> balancer.run("blue"));
        time.pause(between(random, 800, 1_200));
        awaitAnswers("blue", blue, before, time);
        time.mark("green asked to end", green::terminate);
        time.note("green has ended");
    }

    /** What both nodes say now, in the end, to bids that were decided: the same as before. */
    static After askAgain(Stage stage, History history, Timeline time) {
        Map<Object, Exchange> decided = new LinkedHashMap<>();
        history.exchanges().stream()
                .filter(one -> one.told() instanceof Told.Decided)
                .forEach(one -> decided.putIfAbsent(List.of(one.auction(), one.bidder(), one.requestId()), one));
        List<String> changed = new ArrayList<>();
        for (int number : List.of(BLUE, GREEN)) {
            AskedAgain.changed(
                            stage.node(number).url(),
                            List.copyOf(decided.values()),
                            stage.tokens().byAccount())
                    .forEach(one -> changed.add("bid " + one.first().requestId() + " was told "
                            + one.first().told() + ", and by " + (number == BLUE ? "blue" : "green") + " then "
                            + one.again()));
        }
        time.note(decided.size() + " bids asked for again at each generation: " + changed.size() + " answers changed");
        return new After(2L * decided.size(), changed);
    }

    /** By their scripts they are two builds, or the drill would show less than it says. */
    private static void requireOthers(GavelNode blue, GavelNode green) {
        if (blue.scripts().equals(green.scripts())) {
            throw new IllegalStateException("both generations have the scripts " + blue.scripts());
        }
    }

    /** Blocks until the one that is live has answered a bid. */
    private static void awaitAnswers(String name, GavelNode node, long before, Timeline time) {
        long until = System.nanoTime() + SEEN_MAX.toNanos();
        while (node.answered() <= before) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("no bid has reached " + name + ", which is live, in " + SEEN_MAX);
            }
            time.pause(POLL);
        }
    }

    /** Blocks until HAProxy has found the generation ready. */
    private static void awaitSeen(BlueGreen balancer, Timeline time, String name) {
        long until = System.nanoTime() + SEEN_MAX.toNanos();
        while (balancer.run("show").stream().noneMatch(line -> line.startsWith(name) && line.contains("ready 1"))) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("HAProxy has not found " + name + " ready in " + SEEN_MAX);
            }
            time.pause(POLL);
        }
    }
}
