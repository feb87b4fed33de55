/**
 * Those who only look: connections to the live feed of one auction, in a process of their own.
 *
 * <p>Cheap, since they share a machine with the server under test: one thread, one buffer, no object for an update.
 * Knows a server only by its address.
 */
@NullMarked
package dev.gavel.rush.watch;

import org.jspecify.annotations.NullMarked;
