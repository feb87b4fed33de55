/**
 * The bell: finds auctions whose close is due and has them closed, whichever node comes first.
 *
 * <p>Owns when the close script runs. Whether an auction may close is the script's own decision.
 */
@NullMarked
package dev.gavel.server.closing;

import org.jspecify.annotations.NullMarked;
