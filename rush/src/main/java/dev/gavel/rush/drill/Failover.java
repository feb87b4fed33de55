package dev.gavel.rush.drill;

import static dev.gavel.rush.drill.Drill.between;

import dev.gavel.dev.EmbeddedRedis;
import dev.gavel.dev.EmbeddedRedisCluster;
import java.util.SplittableRandom;

/** A primary of a Redis Cluster that is lost in the middle of bids, and comes back as a replica. */
final class Failover {
    private Failover() {}

    static void play(Stage stage, Timeline time, SplittableRandom random) {
        EmbeddedRedisCluster redis = stage.cluster();
        int number = random.nextInt(Stage.PRIMARIES);
        // They change places in each round.
        boolean asAtFirst = EmbeddedRedisCluster.isPrimary(redis.primaries().get(number));
        EmbeddedRedis first = redis.primaries().get(number);
        EmbeddedRedis second = redis.replicas().get(number);
        EmbeddedRedis lost = asAtFirst ? first : second;
        EmbeddedRedis taking = asAtFirst ? second : first;
        time.await(between(random, 1_500, 3_000));
        time.mark("primary " + (number + 1) + " of " + Stage.PRIMARIES + " killed", lost::kill);
        time.mark("its replica promoted", () -> redis.awaitPrimary(taking));
        time.pause(between(random, 0, 500));
        time.mark("the lost one started", lost::start);
        time.note("it answers");
    }
}
