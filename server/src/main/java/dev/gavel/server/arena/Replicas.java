package dev.gavel.server.arena;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gavel.shards.Bucket;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Waits until replicas have what a connection has written. */
public final class Replicas {
    /** They say each second how far they are. */
    private static final int LAG_MAX_SECONDS = 3;

    /** As INFO has it: slave0:ip=…,port=…,state=online,offset=…,lag=1. */
    private static final Pattern REPLICA =
            Pattern.compile("^slave\\d+:.*\\bstate=online\\b.*\\blag=(\\d{1,9})", Pattern.MULTILINE);

    private static final byte[] WAITED = "1".getBytes(US_ASCII);

    private Replicas() {}

    /**
     * Completes once enough replicas have it, or with a {@link ReplicasException}; for one turn at a time of a bucket.
     *
     * @param written whether the turn has written something itself. If not, what it tells was written before, maybe on
     *     another connection, and WAIT covers only what its own has written: so it writes something
     */
    public static CompletionStage<Void> have(
            RedisClusterAsyncCommands<byte[], byte[]> on, Bucket bucket, boolean written, ReplicaConfig config) {
        CompletionStage<?> before =
                written ? CompletableFuture.completedStage(null) : on.set(ArenaKeys.waited(bucket), WAITED);
        return before.thenCompose(_ ->
                        on.waitForReplication(config.count(), config.waitMax().toMillis()))
                .thenCompose(found -> found >= config.count()
                        ? CompletableFuture.completedStage(null)
                        : CompletableFuture.failedStage(new ReplicasException(found, config.count())));
    }

    /** @param info what {@code INFO replication} says */
    static int keepingUp(String info) {
        int count = 0;
        for (Matcher replica = REPLICA.matcher(info); replica.find(); ) {
            count += Integer.parseInt(replica.group(1)) <= LAG_MAX_SECONDS ? 1 : 0;
        }
        return count;
    }
}
