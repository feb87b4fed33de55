package dev.gavel.server.signin;

import org.jspecify.annotations.Nullable;

/** What became of a code or a refresh token. */
public sealed interface SignInAnswer {
    /**
     * Somebody is signed in.
     *
     * @param token the bearer token, verified
     * @param lifetimeSeconds from its issue to its end
     * @param refreshToken null where the provider gives none; of the last answer where this one had none
     * @param idToken says at the sign-out who goes; null where none came
     */
    record Session(
            String token,
            long lifetimeSeconds,
            @Nullable String refreshToken,
            @Nullable String idToken) implements SignInAnswer {
        /** Without the tokens. */
        @Override
        public String toString() {
            return "Session[lifetimeSeconds=" + lifetimeSeconds + "]";
        }
    }

    /** @param why for people; nothing of a token or code */
    record Refused(String why) implements SignInAnswer {}

    /** The provider does not answer, or not as it should: later may help. */
    record Unavailable() implements SignInAnswer {}
}
