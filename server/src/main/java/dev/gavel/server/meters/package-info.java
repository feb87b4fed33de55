/**
 * What is asked of the stores for metrics, now and then: by tasks of their own, with bounded time, and never while
 * somebody scrapes.
 *
 * <p>Owns those tasks. It must not know how bids are decided, SQL, or HTTP.
 */
@NullMarked
package dev.gavel.server.meters;

import org.jspecify.annotations.NullMarked;
