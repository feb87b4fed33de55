package dev.gavel.cli;

import dev.gavel.auction.AccountId;
import dev.gavel.server.identity.Role;
import dev.gavel.server.identity.Tokens;
import dev.gavel.server.page.Person;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Who there is to be in development and in the demo. */
public final class People {
    static final Duration LIFETIME = Duration.ofHours(12);

    private People() {}

    /** With tokens that are good for {@link #LIFETIME}. */
    public static List<Person> of(Tokens signer) {
        return List.of(
                person(signer, "ann", Role.BIDDER),
                person(signer, "bob", Role.BIDDER),
                person(signer, "sue", Role.SELLER),
                person(signer, "olga", Role.OPERATOR));
    }

    private static Person person(Tokens signer, String name, Role role) {
        return new Person(name, role.claim(), signer.mint(new AccountId(name), Set.of(role), LIFETIME));
    }
}
