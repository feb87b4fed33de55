/**
 * What a run needs before its first bid: everybody's tokens, and open auctions.
 *
 * <p>Knows plans and targets, not what becomes of the run.
 */
@NullMarked
package dev.gavel.rush.opening;

import org.jspecify.annotations.NullMarked;
