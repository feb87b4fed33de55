/**
 * The arena, made again from the ledger after Redis came back older than it: empty, restored, or promoted too late.
 *
 * <p>Owns the order of the steps and who may take them. It decides no bid and knows no SQL.
 */
@NullMarked
package dev.gavel.server.recovery;

import org.jspecify.annotations.NullMarked;
