package dev.gavel.server.arena;

import dev.gavel.shards.Bucket;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether this node may write to a bucket of the arena. Closed as soon as a connection to the bucket's Redis is lost,
 * since what answers after a reconnect may be another Redis, or the same with less in it, and when another server has
 * the bucket; open again once somebody has compared the bucket with the ledger. Asked for every turn; costs some
 * volatile reads. Thread-safe.
 *
 * <p>Where nobody guards the arena (replays, benchmarks), it is always open.
 */
public final class ArenaGate {
    private final Function<Bucket, @Nullable RedisServer> serverOf;
    private volatile boolean guarded;
    private volatile Map<Bucket, Look> looks = Map.of();

    /**
     * What somebody has found.
     *
     * @param server where the bucket was
     * @param connections how many had been made to it or lost before it was looked at
     * @param level whether it held all that is known of the bucket
     * @param weakness why it keeps acknowledgements less safely than promised; null where it does not
     */
    public record Look(
            RedisServer server,
            long connections,
            boolean level,
            @Nullable String weakness) {}

    ArenaGate(Function<Bucket, @Nullable RedisServer> serverOf) {
        this.serverOf = serverOf;
    }

    /** Closes the gate until {@link #looked}. */
    public void guard() {
        guarded = true;
    }

    /** These buckets were looked at; of the others is known what was. */
    public synchronized void looked(Map<Bucket, Look> found) {
        Map<Bucket, Look> all = new HashMap<>(looks);
        all.putAll(found);
        looks = Map.copyOf(all);
    }

    /** The bucket has become level. */
    public synchronized void level(Bucket bucket) {
        Map<Bucket, Look> all = new HashMap<>(looks);
        all.computeIfPresent(bucket, (_, look) -> new Look(look.server, look.connections, true, look.weakness));
        looks = Map.copyOf(all);
    }

    /** Why Redis keeps acknowledgements of some bucket less safely than promised; null where it does not. */
    public @Nullable String weakness() {
        return looks.values().stream()
                .map(Look::weakness)
                .filter(Objects::nonNull)
                .findAny()
                .orElse(null);
    }

    /** Those of which the last look has found that they are not level. */
    public Set<Bucket> unlevel() {
        return looks.entrySet().stream()
                .filter(one -> !one.getValue().level())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Those of these buckets that nothing may be written to. */
    public List<Bucket> closed(Collection<Bucket> of) {
        return of.stream().filter(bucket -> closedFor(bucket) != null).toList();
    }

    /** Why nothing may be written to the bucket; null where it may. */
    public @Nullable String closedFor(Bucket bucket) {
        return closedFor(bucket, serverOf.apply(bucket));
    }

    @Nullable
    String closedFor(Bucket bucket, @Nullable RedisServer server) {
        if (server == null) {
            return "no Redis that can be reached has bucket " + bucket;
        }
        if (!guarded) {
            return null;
        }
        Look look = looks.get(bucket);
        if (look == null || !look.server.equals(server) || look.connections != server.connections()) {
            return "bucket " + bucket + " has not been compared with the ledger since its Redis was connected";
        }
        return look.level ? null : "bucket " + bucket + " is being recovered";
    }

    /** Why no bid may be decided in the bucket; null where it may. */
    public @Nullable String refusesBids(Bucket bucket) {
        return refusesBids(bucket, serverOf.apply(bucket));
    }

    @Nullable
    String refusesBids(Bucket bucket, @Nullable RedisServer server) {
        Look look = looks.get(bucket);
        return look != null && look.weakness != null ? look.weakness : closedFor(bucket, server);
    }
}
