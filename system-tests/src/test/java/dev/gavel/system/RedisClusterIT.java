package dev.gavel.system;

import dev.gavel.dev.EmbeddedRedis;
import dev.gavel.dev.EmbeddedRedisCluster;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import io.lettuce.core.cluster.SlotHash;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on a Redis Cluster of three primaries and their replicas, which does what clusters do. */
final class RedisClusterIT {
    private static final int PRIMARIES = 3;

    @Test
    void nodesFollowTheirBucketsThroughMovesFailoversAndALostPrimary(@TempDir Path directory) {
        try (var redis = EmbeddedRedisCluster.start(directory.resolve("redis"), PRIMARIES, RedisRights.settings());
                var cluster = Cluster.ofHastyBidders(directory, RedisRights.of(redis.redisUris()))) {
            Program first = cluster.node();
            Program second = cluster.node();
            try (var one = new Api(first.port());
                    var other = new Api(second.port())) {
                var bids = new BidsThroughFaults(cluster, List.of(one, other));
                bids.bidWhile(() -> {
                    moveTheSlotOf(redis, bids.auctions().getFirst());
                    redis.failOver(redis.replicas().get(1));
                });
                bids.bidWhile(() -> loseAPrimary(redis));
                bids.assertOneStory();
                RedisRights.assertNothingRefused(redis.primaries());
                RedisRights.assertNothingRefused(redis.replicas());
            }
        }
    }

    private static void moveTheSlotOf(EmbeddedRedisCluster redis, String auction) {
        Bucket bucket = new Buckets(Buckets.COUNT_DEFAULT).of(Long.parseLong(auction));
        int slot = SlotHash.getSlot("{b" + bucket.number() + "}:n");
        int owner = slot * PRIMARIES / SlotHash.SLOT_COUNT;
        redis.moveSlot(slot, redis.primaries().get(owner), redis.primaries().get((owner + 1) % PRIMARIES));
    }

    /** It comes back as the replica of the one that took its place, which needs one to answer bids. */
    private static void loseAPrimary(EmbeddedRedisCluster redis) {
        EmbeddedRedis lost = redis.primaries().getFirst();
        lost.kill();
        redis.awaitPrimary(redis.replicas().getFirst());
        lost.start();
    }
}
