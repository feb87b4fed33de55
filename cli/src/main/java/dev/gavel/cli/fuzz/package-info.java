/**
 * {@code gavel fuzz}: malformed requests and frames against a server with real stores.
 *
 * <p>Owns what is sent and what must never come of it. It knows the server as a client does: bytes over a connection.
 */
@NullMarked
package dev.gavel.cli.fuzz;

import org.jspecify.annotations.NullMarked;
