/**
 * Auctions before and around the bidding: listed, opened in the arena, cancelled, looked up.
 *
 * <p>Owns the description of an auction. It decides no bid.
 */
@NullMarked
package dev.gavel.server.listing;

import org.jspecify.annotations.NullMarked;
