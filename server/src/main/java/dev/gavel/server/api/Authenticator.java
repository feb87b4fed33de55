package dev.gavel.server.api;

import dev.gavel.server.identity.TokenVerifier;
import dev.gavel.server.identity.Verification;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds out who calls, by the bearer token (RFC 6750), and whether they may. */
final class Authenticator {
    private static final String SCHEME = "Bearer ";
    private static final String CHALLENGE = "Bearer realm=\"gavel\"";

    private final TokenVerifier tokens;
    private final Blocking verifications;

    Authenticator(TokenVerifier tokens, Blocking verifications) {
        this.tokens = tokens;
        this.verifications = verifications;
    }

    /** Goes on with {@code then}, at once if the token is known, or answers the call with the refusal. */
    void admit(Call call, Access access, Consumer<Call> then) {
        String token = access.looksAtTokens() ? token(call) : null;
        if (token == null) {
            if (access.needsToken()) {
                throw unauthorized("send Authorization: Bearer and a token", CHALLENGE);
            }
            then.accept(call);
            return;
        }
        Optional<Verification> known = tokens.known(token);
        if (known.isPresent()) {
            admit(call, access, known.get(), then);
        } else {
            verifications.run(call, () -> tokens.verify(token), it -> admit(call, access, it, then));
        }
    }

    /** Finds out whose token it is, at once if it is known. */
    void verify(String token, Executor loop, Consumer<Verification> then, Consumer<Throwable> failed) {
        tokens.known(token)
                .ifPresentOrElse(then, () -> verifications.run(loop, () -> tokens.verify(token), then, failed));
    }

    boolean isCurrent(Verification.Verified token) {
        return tokens.isCurrent(token);
    }

    private static void admit(Call call, Access access, Verification verification, Consumer<Call> then) {
        switch (verification) {
            case Verification.Refused refused ->
                throw unauthorized(refused.why(), CHALLENGE + ", error=\"invalid_token\"");
            case Verification.Verified verified -> {
                if (!access.admits(verified.caller())) {
                    throw new ProblemException(access.refusal());
                }
                call.identified(verified);
                then.accept(call);
            }
        }
    }

    private static @Nullable String token(Call call) {
        String header = call.header("authorization");
        if (header == null) {
            return null;
        }
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw unauthorized("the Authorization header is not of the form: Bearer token", CHALLENGE);
        }
        return header.substring(SCHEME.length()).strip();
    }

    private static ProblemException unauthorized(String detail, String challenge) {
        return new ProblemException(
                Problem.of(ProblemType.UNAUTHORIZED, detail).withHeader("WWW-Authenticate", challenge));
    }
}
