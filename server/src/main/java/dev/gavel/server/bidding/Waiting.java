package dev.gavel.server.bidding;

import dev.gavel.server.arena.ArrivedBid;
import java.util.function.Consumer;

/**
 * A bid in the queue.
 *
 * @param sinceNanos when it was queued, by {@link System#nanoTime()}
 */
record Waiting(ArrivedBid arrived, long sinceNanos, Consumer<Answer> answer) {}
