package dev.gavel.server.api;

import dev.gavel.auction.AccountId;
import dev.gavel.server.api.socket.ClientMessage;
import dev.gavel.server.identity.Caller;
import dev.gavel.server.identity.Role;
import dev.gavel.server.identity.Verification.Verified;
import org.jspecify.annotations.Nullable;

/** For whom a bid of a WebSocket is: whoever is connected, or whom a gateway names. */
final class Bidders {
    private Bidders() {}

    /**
     * @param identity of the connection, if it has one
     * @throws ProblemException if whoever is connected may not bid so
     */
    static AccountId of(ClientMessage.PlaceBid message, @Nullable Verified identity, Authenticator authenticator) {
        if (identity == null) {
            throw new ProblemException(
                    ProblemType.UNAUTHORIZED, "authenticate first, or send the token with the upgrade");
        }
        if (!authenticator.isCurrent(identity)) {
            throw new ProblemException(ProblemType.UNAUTHORIZED, "the token has expired; authenticate again");
        }
        Caller caller = identity.caller();
        AccountId named = message.bidder();
        if (caller.is(Role.GATEWAY)) {
            if (named == null) {
                throw new ProblemException(ProblemType.UNACCEPTABLE_VALUE, "a gateway's bid names its bidder");
            }
            return named;
        }
        if (!Access.BIDDERS.admits(caller)) {
            throw new ProblemException(Access.BIDDERS.refusal());
        }
        if (named != null && !named.equals(caller.account())) {
            throw new ProblemException(ProblemType.FORBIDDEN, "only a gateway bids for others");
        }
        return caller.account();
    }
}
