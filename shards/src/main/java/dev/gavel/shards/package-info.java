/**
 * One partition for every store: buckets, and which PostgreSQL shard owns each.
 *
 * <p>Owns the hash from a key to its bucket, the map from a bucket to its shard, and the connections to the shards. It
 * must not know what an auction is, nor any table but the two in which a shard describes itself.
 */
@NullMarked
package dev.gavel.shards;

import org.jspecify.annotations.NullMarked;
