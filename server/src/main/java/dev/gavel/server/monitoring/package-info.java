/**
 * What operators see: metrics in Prometheus' format, and whether the server can do its work.
 *
 * <p>Owns the registry, and what counts bids. An auction or an account is never a label: their number has no bound,
 * and who bids is nobody's business here. It must not know of HTTP or of any store.
 */
@NullMarked
package dev.gavel.server.monitoring;

import org.jspecify.annotations.NullMarked;
