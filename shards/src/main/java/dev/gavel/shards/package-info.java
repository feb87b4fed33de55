/**
 * One partition for every store: buckets, and which PostgreSQL shard owns each.
 *
 * <p>Owns the hash from a key to its bucket and the map from a bucket to its shard. It must not know what an auction is.
 */
@NullMarked
package dev.gavel.shards;

import org.jspecify.annotations.NullMarked;
