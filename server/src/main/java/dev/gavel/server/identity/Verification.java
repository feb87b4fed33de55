package dev.gavel.server.identity;

import java.time.Instant;

/** What became of a token. */
public sealed interface Verification {
    /** @param until when the token stops to be good, with the leeway for clocks that differ */
    record Verified(Caller caller, Instant until) implements Verification {}

    /** @param why for the client: names the rule that failed, nothing of the key or the token */
    record Refused(String why) implements Verification {}
}
