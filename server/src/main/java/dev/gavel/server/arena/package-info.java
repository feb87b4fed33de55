/**
 * The Redis side, as every feature shares it: connection, keys, scripts, clock, and the bid log with its codec.
 *
 * <p>Owns what stands in Redis and how it is packed. It must not know who places bids, who reads the log, or
 * PostgreSQL.
 */
@NullMarked
package dev.gavel.server.arena;

import org.jspecify.annotations.NullMarked;
