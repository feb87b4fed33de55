package dev.gavel.server.identity;

import dev.gavel.auction.AccountId;
import java.util.Set;

/** Somebody whose token was verified. */
public record Caller(AccountId account, Set<Role> roles) {
    public Caller {
        roles = Set.copyOf(roles);
    }

    public boolean is(Role role) {
        return roles.contains(role);
    }
}
