/**
 * The live view of every auction on this node: tailed from the bid log, published to watchers, conflated.
 *
 * <p>Owns the update message and the newest accepted bids in memory. It must not know how a watcher is connected
 * (HTTP, WebSocket), nor PostgreSQL. It decides nothing and may be thrown away at any time: it is rebuilt from the
 * log and the arena.
 */
@NullMarked
package dev.gavel.server.feed;

import org.jspecify.annotations.NullMarked;
