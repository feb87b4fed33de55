package dev.gavel.shards;

/**
 * Finds the shard of a key. The map is read anew by every call, so that a later move of buckets can put another in its
 * place while the node runs.
 */
public final class Router {
    private final Shards shards;
    private final ShardMap map;

    public Router(Shards shards, ShardMap map) {
        this.shards = shards;
        this.map = map;
    }

    public ShardMap map() {
        return map;
    }

    public Shards shards() {
        return shards;
    }

    public Bucket bucketOf(long key) {
        return map.buckets().of(key);
    }

    public Shard on(Bucket bucket) {
        return shards.all().get(map.shardOf(bucket));
    }
}
