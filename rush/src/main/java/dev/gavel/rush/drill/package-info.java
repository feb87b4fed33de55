/**
 * Rehearsed faults: what fails while bidders bid, and whether everything that they were told is true afterwards.
 *
 * <p>Owns the command {@code drill}, the stage (stores, links, nodes, bidders), and the drills. It breaks what is below
 * a server and the server's process; what it then finds is for the checker to judge, which knows nothing of faults.
 */
@NullMarked
package dev.gavel.rush.drill;

import org.jspecify.annotations.NullMarked;
