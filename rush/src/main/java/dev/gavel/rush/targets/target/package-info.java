/**
 * Servers under a rush, each in a process of its own with real stores behind it: Gavel, and the rival.
 *
 * <p>Starts them, opens auctions, reads what they have kept, and measures what they cost. Knows nothing of bidders.
 */
@NullMarked
package dev.gavel.rush.targets;

import org.jspecify.annotations.NullMarked;
