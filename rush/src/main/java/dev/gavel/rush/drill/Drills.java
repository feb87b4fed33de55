package dev.gavel.rush.drill;

import static dev.gavel.rush.drill.Drill.between;

import dev.gavel.rush.drill.Drill.Demand;
import dev.gavel.rush.drill.Drill.Scene;
import dev.gavel.rush.targets.GavelNode;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** All drills; those of one scene are played in this order. */
final class Drills {
    static final List<Drill> ALL = List.of(
            new Drill(
                    "server-killed",
                    "kill -9 of one of two nodes in the middle of bids; a new one comes",
                    Duration.ofSeconds(7),
                    Demand.ANSWERED_IN_THE_END,
                    null,
                    Drills::serverKilled),
            new Drill(
                    "redis-killed",
                    "kill -9 of Redis, over bells, and a start on the same files",
                    Duration.ofSeconds(6),
                    Demand.ANSWERED_IN_THE_END,
                    null,
                    Drills::redisKilled),
            new Drill(
                    "postgres-down",
                    "kill -9 of PostgreSQL for seconds: bidding goes on, the ledger follows",
                    Duration.ofSeconds(6),
                    Demand.UNTOUCHED,
                    null,
                    Drills::postgresDown),
            new Drill(
                    "shard-down",
                    "one of four shards of the ledger is cut off for seconds: the others go on",
                    Duration.ofSeconds(6),
                    Demand.UNTOUCHED,
                    null,
                    Drills::shardDown),
            new Drill(
                    "connections-taken",
                    "somebody else takes all of PostgreSQL's connections, those of the nodes too, for seconds",
                    Duration.ofSeconds(7),
                    Demand.UNTOUCHED,
                    null,
                    Connections::play),
            new Drill(
                    FullDisk.NAME,
                    "PostgreSQL cannot extend its files for seconds: bidding goes on, the ledger follows",
                    Duration.ofSeconds(7),
                    Demand.UNTOUCHED,
                    null,
                    FullDisk::play),
            new Drill(
                    "network",
                    "slow, swallowed and cut connections to Redis and PostgreSQL",
                    Duration.ofSeconds(8),
                    Demand.ANSWERED_IN_THE_END,
                    null,
                    Network::play),
            new Drill(
                    "server-stopped",
                    "SIGTERM to one node after the other, each started again: no bid fails",
                    Duration.ofSeconds(9),
                    Demand.NO_REQUEST_CUT,
                    null,
                    Restarts::play),
            new Drill(
                    "rolling-restart",
                    "the same behind HAProxy, and kill -9 of one: bidders notice nothing",
                    Duration.ofSeconds(15),
                    Demand.UNTOUCHED,
                    null,
                    Scene.BALANCED,
                    Restarts::playAndKill),
            new Drill(
                    Generations.NAME,
                    "behind HAProxy: switched to another generation and back; bidders notice nothing",
                    Duration.ofSeconds(8),
                    Demand.UNTOUCHED,
                    null,
                    Scene.BALANCED,
                    Generations::play),
            new Drill(
                    "clock",
                    "the wall clocks of the nodes are set, forward and back: no bell moves",
                    Duration.ofSeconds(5),
                    Demand.UNTOUCHED,
                    null,
                    Clocks::play),
            new Drill(
                    "files-lost",
                    "at level log: kill -9 of Redis, its files deleted, an empty one comes",
                    Duration.ofSeconds(6),
                    Demand.ANSWERED_IN_THE_END,
                    null,
                    Scene.LOG,
                    LostFiles::play),
            new Drill(
                    "cluster-failover",
                    "at level replica: kill -9 of a primary of a Redis Cluster; its replica takes its place",
                    Duration.ofSeconds(7),
                    Demand.ANSWERED_IN_THE_END,
                    null,
                    Scene.CLUSTER,
                    Failover::play));

    private Drills() {}

    private static void serverKilled(Stage stage, Timeline time, SplittableRandom random) {
        int number = random.nextInt(Stage.NODES);
        GavelNode node = stage.node(number);
        time.await(between(random, 1_200, 2_500));
        time.mark("node " + (number + 1) + " killed", node::kill);
        time.pause(between(random, 0, 500));
        time.mark("another started", node::start);
        node.awaitReady();
        time.note("it takes bids");
    }

    private static void redisKilled(Stage stage, Timeline time, SplittableRandom random) {
        time.await(between(random, 1_200, 2_500));
        boolean refused = random.nextBoolean();
        time.mark("Redis killed", () -> {
            stage.stores().redis().kill();
            if (refused) {
                stage.redis().cut();
            }
        });
        time.note(refused ? "connections are refused" : "connections are taken and ended");
        time.pause(between(random, 300, 2_000));
        time.mark("Redis started", stage.stores().redis()::start);
        stage.redis().mend();
        time.note("it answers");
    }

    private static void shardDown(Stage stage, Timeline time, SplittableRandom random) {
        int number = random.nextInt(stage.shards().size());
        Link shard = stage.shards().get(number);
        time.await(between(random, 1_000, 2_000));
        time.mark("shard " + number + " cut off", shard::cut);
        time.pause(between(random, 1_500, 3_500));
        time.mark("mended", shard::mend);
    }

    private static void postgresDown(Stage stage, Timeline time, SplittableRandom random) {
        time.await(between(random, 1_000, 2_000));
        time.mark("PostgreSQL killed", stage.stores().postgres()::kill);
        time.pause(between(random, 1_500, 3_500));
        time.mark("PostgreSQL started", stage.stores().postgres()::start);
        time.note("it answers");
    }
}
