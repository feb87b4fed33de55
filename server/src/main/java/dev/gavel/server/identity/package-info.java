/**
 * Who a bearer token says somebody is: key sets, verification, and tokens for development.
 *
 * <p>Owns keys and tokens. It must not know of HTTP, of auctions, or where an account comes from.
 */
@NullMarked
package dev.gavel.server.identity;

import org.jspecify.annotations.NullMarked;
