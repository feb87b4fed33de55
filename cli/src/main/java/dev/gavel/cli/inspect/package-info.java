/**
 * What {@code gavel inspect} shows: one auction as the arena, the bid log and the ledger have it, in words.
 *
 * <p>Owns the words. It decodes nothing itself, and prints a hidden maximum or reserve only where it was asked to.
 */
@NullMarked
package dev.gavel.cli.inspect;

import org.jspecify.annotations.NullMarked;
