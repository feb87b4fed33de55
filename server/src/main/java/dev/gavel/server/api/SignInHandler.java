package dev.gavel.server.api;

import dev.gavel.server.signin.SignIn;
import dev.gavel.server.signin.SignInAnswer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Signing in on the page (ADR 26): where to go, and what the code that comes back is worth. Blocks. */
final class SignInHandler {
    private static final int CODE_LENGTH_MAX = 4_096;
    private static final int ADDRESS_LENGTH_MAX = 2_048;
    private static final int CHANCE_LENGTH_MAX = 128;
    private static final int REFRESH_TOKEN_LENGTH_MAX = 8_192;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final SignIn signIn;

    SignInHandler(SignIn signIn) {
        this.signIn = signIn;
    }

    /** Either a code with what it was asked for with, or a refresh token. */
    private record Body(
            @Nullable String code,
            @Nullable String redirectUri,
            @Nullable String verifier,
            @Nullable String nonce,
            @Nullable String refreshToken) {}

    Reply way(Call call) {
        return signIn.way().map(Reply::ok).orElseThrow(SignInHandler::unavailable);
    }

    Reply token(Call call) {
        Body body = Json.read(call.body(), Body.class);
        return switch (traded(body)) {
            case SignInAnswer.Session session -> Reply.ok(session);
            case SignInAnswer.Refused(String why) -> throw new ProblemException(ProblemType.UNAUTHORIZED, why);
            case SignInAnswer.Unavailable() -> throw unavailable();
        };
    }

    private SignInAnswer traded(Body body) {
        if (body.refreshToken() != null) {
            return signIn.renew(text("refreshToken", body.refreshToken(), REFRESH_TOKEN_LENGTH_MAX));
        }
        return signIn.exchange(new SignIn.Code(
                text("code", body.code(), CODE_LENGTH_MAX),
                text("redirectUri", body.redirectUri(), ADDRESS_LENGTH_MAX),
                text("verifier", body.verifier(), CHANCE_LENGTH_MAX),
                text("nonce", body.nonce(), CHANCE_LENGTH_MAX)));
    }

    private static String text(String field, @Nullable String value, int lengthMax) {
        if (value == null || value.isEmpty()) {
            throw Json.malformed(field + " is missing");
        }
        return Text.line(field, value, lengthMax);
    }

    private static ProblemException unavailable() {
        return new ProblemException(Problem.of(
                        ProblemType.STORE_UNAVAILABLE, "who signs people in does not answer now; nobody was signed in")
                .retryAfter(RETRY_AFTER));
    }
}
