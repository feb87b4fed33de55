/**
 * What every virtual bidder sent and was told, and whether all of it can be true.
 *
 * <p>The check is pure: a history, a bid log and a ledger in, violations out. It must not know how bids were sent.
 */
@NullMarked
package dev.gavel.rush.history;

import org.jspecify.annotations.NullMarked;
