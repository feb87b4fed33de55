package dev.gavel.rush.drill;

import dev.gavel.dev.EmbeddedHaproxy;
import dev.gavel.rush.history.Violation.Promise;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A rehearsed fault.
 *
 * @param words what is done, and what is promised for it
 * @param length how long bidders bid until the close of most auctions
 * @param planted the promise that the fault breaks for certain and that the checker must find broken; null for none
 * @param scene what it is played on
 * @param demand what is asked of the answers, besides what every run must keep
 */
record Drill(
        String name,
        String words,
        Duration length,
        Demand demand,
        @Nullable Promise planted,
        Scene scene,
        Script script) {
    Drill(String name, String words, Duration length, Demand demand, @Nullable Promise planted, Script script) {
        this(name, words, length, demand, planted, Scene.USUAL, script);
    }

    /** What a drill is played on. */
    enum Scene {
        /** Nodes at the durability {@code fsync}. */
        USUAL("fsync"),
        /** Nodes at the durability {@code log}. */
        LOG("log"),
        /** Nodes on a Redis Cluster, at the durability {@code replica}. */
        CLUSTER("replica"),
        /** Bidders know HAProxy, which knows the nodes. */
        BALANCED("fsync");

        private final String durability;

        Scene(String durability) {
            this.durability = durability;
        }

        /** As the setting has it. */
        String durability() {
            return durability;
        }
    }

    /** What bidders may notice. */
    enum Demand {
        /** Every bid is answered in the end, however often it had to be sent. */
        ANSWERED_IN_THE_END,
        /** No request that was taken is cut off: at worst a bidder is told to go elsewhere. */
        NO_REQUEST_CUT,
        /** Nothing: no bid is refused or cut off because of the fault. */
        UNTOUCHED
    }

    /** Breaks things at times that the random decides, while bidders bid. What it leaves broken is mended after it. */
    interface Script {
        void play(Stage stage, Timeline time, SplittableRandom random);
    }

    /** Whether Redis has another log after it than before: then the ledger's rows stand for what was decided. */
    boolean losesLog() {
        return scene == Scene.LOG || scene == Scene.CLUSTER || planted == Promise.ACKNOWLEDGED_STANDS;
    }

    /** Why it cannot be played on this machine; null where it can. */
    @Nullable
    String impossible() {
        if (scene == Scene.BALANCED && EmbeddedHaproxy.executable().isEmpty()) {
            return name + " needs the program haproxy, which is not here";
        }
        return name.equals(FullDisk.NAME) ? FullDisk.impossible() : null;
    }

    static Duration between(SplittableRandom random, int fromMs, int toMs) {
        return Duration.ofMillis(random.nextInt(fromMs, toMs));
    }
}
