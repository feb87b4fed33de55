/**
 * From a bid that arrived to its answer: queues per bucket, turns, {@code place-bids.lua}.
 *
 * <p>Owns the order in which bids reach the arena. It must not know of HTTP or PostgreSQL.
 */
@NullMarked
package dev.gavel.server.bidding;

import org.jspecify.annotations.NullMarked;
