/**
 * Who may bid, and how often: the decorator before {@link dev.gavel.server.bidding.Bidding}.
 *
 * <p>Owns what each account has taken of its share on this node, and what the bid log says of the shares it took on
 * others. It must not know of HTTP, nor how bids reach the arena. Nothing here decides a bid: what it lets through is
 * decided in the order in which it came.
 */
@NullMarked
package dev.gavel.server.admission;

import org.jspecify.annotations.NullMarked;
