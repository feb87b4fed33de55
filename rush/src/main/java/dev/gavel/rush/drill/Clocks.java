package dev.gavel.rush.drill;

import static dev.gavel.rush.drill.Drill.between;

import dev.gavel.rush.targets.GavelNode;
import java.time.Duration;
import java.util.SplittableRandom;

/** The wall clocks of the nodes are set, by seconds and minutes, forward and back. */
final class Clocks {
    private static final int STEPS = 6;
    private static final int FAR_MS = 600_000;
    private static final int NEAR_MS = 3_000;

    private Clocks() {}

    static void play(Stage stage, Timeline time, SplittableRandom random) {
        time.await(between(random, 500, 900));
        for (int i = 0; i < STEPS; i++) {
            int number = random.nextInt(Stage.NODES);
            int most = random.nextBoolean() ? FAR_MS : NEAR_MS;
            set(stage.node(number), time, "node " + (number + 1), random.nextInt(-most, most));
            time.pause(between(random, 300, 900));
        }
        for (int number = 0; number < Stage.NODES; number++) {
            set(stage.node(number), time, "node " + (number + 1), 0);
        }
    }

    private static void set(GavelNode node, Timeline time, String name, int millis) {
        Duration off = node.setClock(Duration.ofMillis(millis));
        time.note(name + "'s clock set, now " + off.toMillis() + " ms off");
    }
}
