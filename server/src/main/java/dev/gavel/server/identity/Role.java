package dev.gavel.server.identity;

import java.util.Locale;
import java.util.Optional;

/** What an account may do. A token names roles in lower case. */
public enum Role {
    BIDDER,
    SELLER,
    OPERATOR,
    /** A platform's own server, which bids for whoever is signed in there. */
    GATEWAY;

    public String claim() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty for a role that is none of ours: an identity provider may serve other systems too. */
    static Optional<Role> ofClaim(String claim) {
        for (Role role : values()) {
            if (role.claim().equals(claim)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}
