/**
 * Real auctions in the neutral format: {@code auctions.csv}, {@code bids.csv} and, where the true outcomes are known,
 * {@code results.csv}.
 *
 * <p>Owns the reading of that format from {@link java.io.Reader}s and nothing else: where the files are and who decides
 * their bids is for others to say.
 */
@NullMarked
package dev.gavel.auction.recorded;

import org.jspecify.annotations.NullMarked;
