/**
 * The messages of the WebSocket on which clients bid and watch, and their two forms; docs/protocol/socket.md describes
 * both.
 *
 * <p>Reads and writes for either side, since load generators and tests are the other one. Knows no connection.
 */
@NullMarked
package dev.gavel.server.api.socket;

import org.jspecify.annotations.NullMarked;
