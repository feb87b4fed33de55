package dev.gavel.rush.drill;

import static dev.gavel.rush.drill.Drill.between;

import dev.gavel.rush.targets.GavelNode;
import java.util.SplittableRandom;

/** Nodes that are asked to end, one after the other, each started again before the next goes. */
final class Restarts {
    private Restarts() {}

    static void play(Stage stage, Timeline time, SplittableRandom random) {
        time.await(between(random, 1_800, 2_500));
        int first = random.nextInt(Stage.NODES);
        for (int i = 0; i < Stage.NODES; i++) {
            int number = (first + i) % Stage.NODES;
            GavelNode node = stage.node(number);
            String name = "node " + (number + 1);
            time.mark(name + " asked to end", node::terminate);
            time.mark(name + " has ended; another started", node::start);
            node.awaitReady();
            time.note(name + " takes bids");
            time.pause(between(random, 1_000, 1_500));
        }
    }

    /** What only a balancer can hide from bidders. */
    static void playAndKill(Stage stage, Timeline time, SplittableRandom random) {
        play(stage, time, random);
        int number = random.nextInt(Stage.NODES);
        GavelNode node = stage.node(number);
        time.mark("node " + (number + 1) + " killed", node::kill);
        node.start();
        node.awaitReady();
        time.note("node " + (number + 1) + " takes bids");
    }
}
