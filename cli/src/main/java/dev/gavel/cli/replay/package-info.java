/**
 * Replays recorded auctions through the real arena, ledger and settlement.
 *
 * <p>Owns the neutral format and the recorded clock, which nothing else may choose.
 */
@NullMarked
package dev.gavel.cli.replay;

import org.jspecify.annotations.NullMarked;
