/**
 * Random auctions, biased to where rules go wrong: ties, bounds, boundaries, the edges of the window and the bell.
 *
 * <p>Owns what is asked, never what the answer is: the caller decides each event and says where the auction stands, so
 * that the next one can aim at it. The same seed and the same answers give the same events.
 */
@NullMarked
package dev.gavel.auction.random;

import org.jspecify.annotations.NullMarked;
