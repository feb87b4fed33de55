/**
 * From the bell to money: whether two witnesses agree on how an auction ended, and what follows.
 *
 * <p>Owns the verdict. Pure: it knows the rules and no store; the ledger writes what is judged here.
 */
@NullMarked
package dev.gavel.server.settlement;

import org.jspecify.annotations.NullMarked;
