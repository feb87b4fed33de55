package dev.gavel.server.operations;

import dev.gavel.auction.AuctionId;
import java.util.Optional;

/** What operators may ask of a node. All calls may block. */
public interface Operations {
    Views.Node node();

    Views.Nodes nodes();

    /** @return false if no such node is on the list */
    boolean drain(String node, boolean drained);

    Views.Quarantine quarantine();

    /**
     * An auction's decisions in their order; empty if there is no such auction.
     *
     * @param after only those with a higher sequence
     */
    Optional<Views.Decisions> decisions(AuctionId auction, long after, int limit);
}
