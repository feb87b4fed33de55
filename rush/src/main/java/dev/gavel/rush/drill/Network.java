package dev.gavel.rush.drill;

import static dev.gavel.rush.drill.Drill.between;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** All that a network does to the connections of the nodes to their stores, one after the other in some order. */
final class Network {
    private static final Duration CALM = Duration.ofMillis(300);
    /** Less than by which a node's clock may be uncertain, so that bids are still stamped. */
    private static final Duration SLOW = Duration.ofMillis(20);

    private Network() {}

    static void play(Stage stage, Timeline time, SplittableRandom random) {
        time.await(between(random, 600, 900));
        List<Runnable> faults = new ArrayList<>(List.of(
                () -> fault(
                        time,
                        stage.redis(),
                        "Redis is slow",
                        () -> stage.redis().delay(SLOW),
                        random),
                () -> fault(time, stage.redis(), "answers of Redis lost", stage.redis()::swallowAnswers, random),
                () -> fault(time, stage.redis(), "Redis swallowed", stage.redis()::swallowAll, random),
                () -> fault(time, stage.redis(), "Redis cut off", stage.redis()::cut, random),
                () -> fault(time, stage.ledger(), "answers of PostgreSQL lost", stage.ledger()::swallowAnswers, random),
                () -> fault(time, stage.ledger(), "PostgreSQL cut off", stage.ledger()::cut, random)));
        while (!faults.isEmpty()) {
            faults.remove(random.nextInt(faults.size())).run();
            time.pause(CALM);
        }
    }

    private static void fault(Timeline time, Link link, String what, Runnable begin, SplittableRandom random) {
        time.mark(what, begin);
        time.pause(between(random, 400, 1_200));
        time.mark("mended", link::mend);
    }
}
