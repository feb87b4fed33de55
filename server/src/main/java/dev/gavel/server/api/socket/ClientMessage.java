package dev.gavel.server.api.socket;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Money;
import dev.gavel.auction.RequestId;
import org.jspecify.annotations.Nullable;

/** What a client says. */
public sealed interface ClientMessage {
    record Authenticate(String token) implements ClientMessage {}

    /**
     * @param ref by which the client knows the answer; 0 to 2^32 - 1
     * @param currency what the client takes the auction's to be
     * @param bidder for whom a gateway bids; null if the client bids for itself
     */
    record PlaceBid(
            long ref,
            AuctionId auction,
            RequestId requestId,
            Money amount,
            String currency,
            @Nullable AccountId bidder) implements ClientMessage {}

    record Watch(AuctionId auction) implements ClientMessage {}

    record Unwatch(AuctionId auction) implements ClientMessage {}

    /** A message that was understood and holds a value that cannot be accepted. */
    record Unacceptable(ServerMessage.Problem answer) implements ClientMessage {}
}
