/**
 * The rush: what a hundred times the usual traffic does to a target, and whether every answer it gave was true.
 *
 * <p>Owns the commands {@code rush} and {@code bench}. It sees a server as its clients do, and its log and ledger as an
 * auditor does.
 */
@NullMarked
package dev.gavel.rush;

import org.jspecify.annotations.NullMarked;
