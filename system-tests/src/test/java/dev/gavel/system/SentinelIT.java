package dev.gavel.system;

import dev.gavel.dev.EmbeddedRedis;
import dev.gavel.dev.EmbeddedSentinels;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on a Redis with two replicas, of which Sentinels say who decides. */
final class SentinelIT {
    /** Far more bids than were under way when the primary was lost. */
    private static final int GOING_ON = 100;

    @Test
    void nodesFollowTheSentinelsWhenThePrimaryIsLost(@TempDir Path directory) {
        try (var redis = EmbeddedSentinels.start(directory.resolve("redis"), RedisRights.settings());
                var cluster = Cluster.ofHastyBidders(directory, RedisRights.of(redis.redisUri()))) {
            Program first = cluster.node();
            Program second = cluster.node();
            try (var one = new Api(first.port());
                    var other = new Api(second.port())) {
                var bids = new BidsThroughFaults(cluster, List.of(one, other));
                bids.bidWhile(() -> {
                    redis.primary().kill();
                    EmbeddedRedis promoted = redis.awaitPromoted();
                    bids.awaitMore(GOING_ON);
                    // It comes back as a primary, while another one decides, and is made a replica later.
                    redis.primary().start();
                    redis.awaitReplicas(promoted);
                });
                bids.assertOneStory();
                RedisRights.assertNothingRefused(redis.servers());
            }
        }
    }
}
