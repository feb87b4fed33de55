package dev.gavel.server.feed;

import java.time.Instant;

/**
 * What watchers of an auction are sent: the whole view, so that any update may be left out in favour of a later one.
 *
 * @param revision higher for every later update of the auction on this node
 * @param at the arena's time when it was made
 * @param json the message, encoded once for all watchers
 */
public record Update(long revision, AuctionView view, Instant at, String json) {}
