package dev.gavel.auction;

import java.time.Instant;

/** The rules. Stateless: the standing goes in, the ruling comes out. */
public final class Referee {
    private Referee() {}

    /** What a decision is and where it leaves the auction. */
    public record Ruling(Outcome outcome, Standing after) {}

    public static Ruling decide(Terms terms, Standing standing, AccountId bidder, Money amount, Instant receivedAt) {
        throw new IllegalStateException("to be written");
    }
}
