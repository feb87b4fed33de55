/**
 * Sellers' pictures: what is taken for one, its smaller sizes, and where it is kept.
 *
 * <p>Owns the bytes of pictures and their names. It must not know of auctions, HTTP or any other feature.
 */
@NullMarked
package dev.gavel.server.pictures;

import org.jspecify.annotations.NullMarked;
