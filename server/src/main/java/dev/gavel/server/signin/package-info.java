/**
 * Signing in at somebody else's: OpenID Connect, authorization code with PKCE. Finds the provider's addresses, and
 * trades codes and refresh tokens for tokens.
 *
 * <p>Owns what the provider says of itself. It must not know of our own HTTP, of auctions, or of what a role may do;
 * who a token says somebody is, {@code identity} judges.
 */
@NullMarked
package dev.gavel.server.signin;

import org.jspecify.annotations.NullMarked;
