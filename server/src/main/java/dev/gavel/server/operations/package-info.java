/**
 * What operators see of a node and of its cluster, and what they may ask of a node.
 *
 * <p>Owns the load of the last seconds, the node's summary in Redis, and the wish that a node is drained. It asks the
 * ledger by an interface of its own, and must not know of HTTP or SQL. Nothing here decides anything about an auction.
 */
@NullMarked
package dev.gavel.server.operations;

import org.jspecify.annotations.NullMarked;
