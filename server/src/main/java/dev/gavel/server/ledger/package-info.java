/**
 * The PostgreSQL side: the catalog of auctions, the decisions read from the bid log, and their results, on all shards.
 *
 * <p>Owns the schema and every statement on it. It knows the bid log only as {@link
 * dev.gavel.server.arena.LogSource}; it must not know Redis, HTTP, or how bids are placed, and it judges nothing: that
 * is settlement's. No statement joins across shards; what spans auctions asks every shard once.
 */
@NullMarked
package dev.gavel.server.ledger;

import org.jspecify.annotations.NullMarked;
