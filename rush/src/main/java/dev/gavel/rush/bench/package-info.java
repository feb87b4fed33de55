/**
 * Gavel against the rival, in alternation, on the same bids and the same machine at the same time: only their ratios
 * mean something elsewhere.
 *
 * <p>Knows both engines from inside. Nothing here is part of a server.
 */
@NullMarked
package dev.gavel.rush.bench;

import org.jspecify.annotations.NullMarked;
