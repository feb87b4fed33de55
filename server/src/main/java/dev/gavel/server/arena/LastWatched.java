package dev.gavel.server.arena;

import dev.gavel.shards.Bucket;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When this node last looked at the bells of each bucket, in arena time: Redis keeps that, too (close-due.lua), and may
 * lose it, when it is needed most. Thread-safe.
 */
public final class LastWatched {
    private final ConcurrentHashMap<Bucket, Long> millis = new ConcurrentHashMap<>();

    public void at(Bucket bucket, long arenaMillis) {
        millis.put(bucket, arenaMillis);
    }

    /** Empty where this node never has. */
    public OptionalLong of(Bucket bucket) {
        Long at = millis.get(bucket);
        return at == null ? OptionalLong.empty() : OptionalLong.of(at);
    }
}
