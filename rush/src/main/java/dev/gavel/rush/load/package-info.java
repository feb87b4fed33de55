/**
 * The virtual bidders: when they bid, with what, and over which wire.
 *
 * <p>Runs in a process of its own and knows a server only by its address, as a bidder does. Open loop: a bid is sent at
 * its time whether or not those before it were answered, and its latency counts from that time, so that no queue hides.
 */
@NullMarked
package dev.gavel.rush.load;

import org.jspecify.annotations.NullMarked;
