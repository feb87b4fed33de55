/**
 * The files of the page, read once from the class path, whom a visitor may be in development, and what
 * a rush of a demonstration says of itself.
 *
 * <p>Owns which files there are: what is not in its list does not exist. It must not know of HTTP, tokens or any
 * feature; {@code api} serves what it has.
 */
@NullMarked
package dev.gavel.server.page;

import org.jspecify.annotations.NullMarked;
