package dev.gavel.shards;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which shard owns each bucket. A value: a move makes a new one with a higher version.
 *
 * @param owners the number of the owning shard, by number of bucket
 */
public record ShardMap(long version, List<Integer> owners) {
    public ShardMap {
        owners = List.copyOf(owners);
        // Fails if the number of buckets is out of bounds.
        new Buckets(owners.size());
    }

    /** What a new cluster begins with: the buckets dealt out in turn. */
    static ShardMap founding(Buckets buckets, int shards) {
        return new ShardMap(
                1,
                IntStream.range(0, buckets.count())
                        .map(bucket -> bucket % shards)
                        .boxed()
                        .toList());
    }

    /**
     * The map that the shards themselves describe.
     *
     * @param names of the shards, for messages
     * @param owned what each shard says it owns, in the order of the shards
     * @throws ShardMapException unless every bucket is owned exactly once
     */
    static ShardMap described(Buckets buckets, List<String> names, List<Set<Bucket>> owned) {
        var owners = new ArrayList<Integer>();
        for (Bucket bucket : buckets.all()) {
            List<Integer> claims = IntStream.range(0, owned.size())
                    .filter(shard -> owned.get(shard).contains(bucket))
                    .boxed()
                    .toList();
            if (claims.isEmpty()) {
                throw new ShardMapException("no shard owns bucket " + bucket
                        + ": is one of the cluster's shards missing from " + names + "?");
            }
            if (claims.size() > 1) {
                throw new ShardMapException("bucket " + bucket + " is owned twice, by " + names.get(claims.get(0))
                        + " and " + names.get(claims.get(1)));
            }
            owners.add(claims.getFirst());
        }
        return new ShardMap(1, owners);
    }

    public Buckets buckets() {
        return new Buckets(owners.size());
    }

    /** The number of the shard that owns the bucket. */
    public int shardOf(Bucket bucket) {
        return owners.get(bucket.number());
    }

    public List<Bucket> bucketsOf(int shard) {
        return IntStream.range(0, owners.size())
                .filter(bucket -> owners.get(bucket) == shard)
                .mapToObj(Bucket::new)
                .toList();
    }
}
