package dev.gavel.server.operations;

import dev.gavel.auction.AuctionId;
import dev.gavel.shards.Bucket;
import java.util.List;
import java.util.Optional;

/** What operators are shown of the ledger. All calls but {@link #shards} and {@link #shardOf} block. */
public interface LedgerView {
    int shardOf(Bucket bucket);

    /** By the shards' numbers. */
    List<Views.Shard> shards();

    /** Auctions that nobody has resolved, newest first. */
    List<Views.Quarantined> quarantine(int limit);

    /**
     * What it has of an auction; empty if there is no such auction.
     *
     * @param after only decisions with a higher sequence
     */
    Optional<Kept> decisions(AuctionId auction, long after, int limit);

    /**
     * @param last the highest sequence that it has
     * @param position how far it had read the bid log, at least, when the decisions were read
     */
    record Kept(String currency, List<Views.Decided> decisions, long last, long position) {}

    /** It does not answer. */
    final class UnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public UnavailableException(Throwable cause) {
            super("the ledger is not available: " + cause.getMessage(), cause);
        }
    }
}
