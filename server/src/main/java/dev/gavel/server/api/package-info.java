/**
 * The HTTP edge: routes, JSON, problems, tokens checked, the feed's connections.
 *
 * <p>Owns everything that is HTTP and nothing that is a rule: what it parsed goes to {@code Bidding}, {@code
 * Auctions}, {@link Ledger} and {@code Feed}, what they answer becomes a reply. It must not know of Redis or
 * PostgreSQL.
 *
 * <p>The way of a request: {@link ApiServer} accepts it, {@link Routes} finds its {@link Route}, checks body and
 * token and hands a {@link Call} to one handler per resource. Each event loop has its own {@code Routes}, so
 * handlers need no locks. What blocks runs on virtual threads, bounded by {@link Blocking}.
 */
@NullMarked
package dev.gavel.server.api;

import org.jspecify.annotations.NullMarked;
