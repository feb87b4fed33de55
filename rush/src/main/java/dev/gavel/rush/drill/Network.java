package dev.gavel.rush.drill;

import static dev.gavel.rush.drill.Drill.between;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** All that a network does to the connections of the nodes to their stores, one after the other in some order. */
final class Network {
    private static final Duration CALM = Duration.ofMillis(300);
    /** Less than by which a node's clock may be uncertain, so that bids are still stamped. */
    private static final Duration SLOW = Duration.ofMillis(20);

    private Network() {}

    static void play(Stage stage, Timeline time, SplittableRandom random) {
        time.await(between(random, 600, 900));
        List<Runnable> faults = new ArrayList<>(List.of(
                () -> fault(time, List.of(stage.redis()), "Redis is slow", link -> link.delay(SLOW), random),
                () -> fault(time, List.of(stage.redis()), "answers of Redis lost", Link::swallowAnswers, random),
                () -> fault(time, List.of(stage.redis()), "Redis swallowed", Link::swallowAll, random),
                () -> fault(time, List.of(stage.redis()), "Redis cut off", Link::cut, random),
                () -> fault(time, stage.shards(), "answers of PostgreSQL lost", Link::swallowAnswers, random),
                () -> fault(time, stage.shards(), "PostgreSQL cut off", Link::cut, random)));
        while (!faults.isEmpty()) {
            faults.remove(random.nextInt(faults.size())).run();
            time.pause(CALM);
        }
    }

    private static void fault(
            Timeline time, List<Link> links, String what, Consumer<Link> begin, SplittableRandom random) {
        time.mark(what, () -> links.forEach(begin));
        time.pause(between(random, 400, 1_200));
        time.mark("mended", () -> links.forEach(Link::mend));
    }
}
