/**
 * The auctioneer's book: golden scenarios, each a table of bids with what must become of them.
 *
 * <p>The files stand in {@code docs/rules}, where the manual shows them. Owns their format and the comparison line by
 * line; whoever decides bids (the referee, an arena) is held to the same files through {@link
 * dev.gavel.auction.scenario.Decider}.
 */
@NullMarked
package dev.gavel.auction.scenario;

import org.jspecify.annotations.NullMarked;
