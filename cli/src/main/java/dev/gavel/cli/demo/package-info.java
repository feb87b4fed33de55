/**
 * {@code gavel demo}: a crowd that bids on a handful of auctions over real HTTP, and the verdict on what came of it.
 *
 * <p>Owns the crowd and the comparison. It talks to the server as any client does; only the verdict looks into the
 * stores, since that is what it compares.
 */
@NullMarked
package dev.gavel.cli.demo;

import org.jspecify.annotations.NullMarked;
