package dev.gavel.system;

import dev.gavel.dev.EmbeddedSentinels;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on a Redis with a replica, of which Sentinels say who decides. */
final class SentinelIT {
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
                    redis.awaitNamed(redis.replica());
                    // It comes back as the replica of the one that took its place, which needs one to answer bids.
                    redis.primary().start();
                });
                bids.assertOneStory();
                RedisRights.assertNothingRefused(List.of(redis.primary(), redis.replica()));
            }
        }
    }
}
