/**
 * The architecture that Gavel replaces, built with care: every bid is a transaction in PostgreSQL that locks the
 * auction's row, judges by the same rules, updates and inserts, behind a pool of 50 connections.
 *
 * <p>A yardstick: must not use anything of the arena or the ledger.
 */
@NullMarked
package dev.gavel.rush.rival;

import org.jspecify.annotations.NullMarked;
