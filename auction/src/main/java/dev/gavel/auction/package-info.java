/**
 * What an auction is: its values, its rules and the referee that judges a recorded auction again.
 *
 * <p>Owns every rule of bidding. It must not know of any store, clock, thread or framework: time and state come in as
 * arguments, decisions go out as values. The same rules stand in {@code place-bids.lua}, which decides; this package
 * specifies, and a differential test holds the two together.
 */
@NullMarked
package dev.gavel.auction;

import org.jspecify.annotations.NullMarked;
