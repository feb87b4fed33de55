package dev.gavel.server.signin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gavel.server.identity.IssuerHttp;
import dev.gavel.server.identity.TokenVerifier;
import dev.gavel.server.identity.Verification;
import dev.gavel.server.platform.StrictJson;
import dev.gavel.server.signin.SignInAnswer.Refused;
import dev.gavel.server.signin.SignInAnswer.Session;
import dev.gavel.server.signin.SignInAnswer.Unavailable;
import dev.gavel.server.signin.SignInConfig.TokenUse;
import java.io.IOException;
import java.net.URLEncoder;
import java.text.ParseException;
import java.time.Duration;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks the provider for visitors who sign in. Keeps nothing of them: what belongs to a sign-in under way is with the
 * visitor. Blocks.
 */
public final class SignIn implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SignIn.class);
    private static final JsonMapper JSON =
            JsonMapper.builder(StrictJson.FACTORY).build();
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
    private static final Duration REFRESH_EVERY = Duration.ofMinutes(10);
    private static final Duration ASK_AGAIN_MIN = Duration.ofSeconds(5);
    /** A node takes 8 KiB of headers, a token among them. */
    private static final int TOKEN_LENGTH_MAX = 7_000;

    private final SignInConfig config;
    private final String issuer;
    private final TokenVerifier verifier;
    private final IssuerHttp http = new IssuerHttp(ANSWER_MAX);
    private final ReentrantLock asking = new ReentrantLock();
    private final AtomicLong askedAt = new AtomicLong();
    private volatile @Nullable Provider provider;

    /**
     * A provider that does not answer now is asked again later: bids need none.
     *
     * @param config with an issuer
     * @param verifier of the tokens that the provider issues
     */
    public SignIn(SignInConfig config, TokenVerifier verifier) {
        this.config = config;
        this.issuer = Objects.requireNonNull(config.issuer(), "a sign-in needs an issuer");
        this.verifier = verifier;
        ask();
    }

    /** What a visitor's browser needs in order to go to the provider. */
    public record Way(
            String issuer,
            String authorizationEndpoint,
            String clientId,
            String scope,
            @Nullable String endSessionEndpoint) {}

    /**
     * A code, as it came back with the visitor, and what it was asked for with.
     *
     * @param redirectUri where it came to; the provider compares
     * @param verifier whose hash went to the provider (PKCE)
     * @param nonce which must be in the id token
     */
    public record Code(String code, String redirectUri, String verifier, String nonce) {
        /** Without what opens the door. */
        @Override
        public String toString() {
            return "Code";
        }
    }

    /** Empty while the provider does not answer. */
    public Optional<Way> way() {
        return provider()
                .map(it -> new Way(
                        it.issuer(),
                        it.authorization().toString(),
                        String.valueOf(config.clientId()),
                        config.scope(),
                        it.endSession() == null ? null : it.endSession().toString()));
    }

    public SignInAnswer exchange(Code code) {
        return trade(
                Map.of(
                        "grant_type", "authorization_code",
                        "code", code.code(),
                        "redirect_uri", code.redirectUri(),
                        "code_verifier", code.verifier()),
                code.nonce(),
                null);
    }

    /** A new token for who is signed in already. */
    public SignInAnswer renew(String refreshToken) {
        return trade(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken), null, refreshToken);
    }

    private SignInAnswer trade(Map<String, String> grant, @Nullable String nonce, @Nullable String refreshToken) {
        Provider known = provider().orElse(null);
        if (known == null) {
            return new Unavailable();
        }
        var form = new LinkedHashMap<>(grant);
        form.put("client_id", String.valueOf(config.clientId()));
        if (config.clientSecret() != null) {
            form.put("client_secret", config.clientSecret());
        }
        try {
            IssuerHttp.Answer answer = http.post(known.token(), encoded(form));
            JsonNode body = JSON.readTree(answer.body());
            if (answer.isOk()) {
                return session(body, nonce, refreshToken);
            }
            String error = body.path("error").asString("");
            if (error.equals("invalid_grant")) {
                return new Refused("the provider does not accept this sign-in any more");
            }
            LOG.warn("the provider of sign-ins answered {} {}", answer, error.replaceAll("\\W", "?"));
        } catch (IOException | JacksonException e) {
            LOG.warn("the provider of sign-ins gave no token: {}", e.getClass().getSimpleName());
        }
        return new Unavailable();
    }

    private SignInAnswer session(JsonNode body, @Nullable String nonce, @Nullable String refreshToken) {
        String idToken = body.path("id_token").asString(null);
        if (nonce != null && (idToken == null || !isAnswerTo(idToken, nonce))) {
            return new Refused("the provider's answer is to another sign-in");
        }
        String token = config.token() == TokenUse.ID
                ? idToken
                : body.path("access_token").asString(null);
        if (token == null || token.length() > TOKEN_LENGTH_MAX) {
            LOG.warn("the provider of sign-ins gave no {} token, or a longer one than headers take", config.token());
            return new Refused("the provider gave no token that this server can use");
        }
        if (verifier.verify(token) instanceof Verification.Refused refused) {
            LOG.warn("a token of the provider of sign-ins was refused: {}", refused.why());
            return new Refused(refused.why());
        }
        return new Session(token, lifetime(token), body.path("refresh_token").asString(refreshToken), idToken);
    }

    /** Its signature is not needed: it comes from the provider itself (OpenID Connect Core, 3.1.3.7). */
    private boolean isAnswerTo(String idToken, String nonce) {
        try {
            JWTClaimsSet claims = SignedJWT.parse(idToken).getJWTClaimsSet();
            return issuer.equals(claims.getIssuer())
                    && claims.getAudience().contains(config.clientId())
                    && nonce.equals(claims.getStringClaim("nonce"));
        } catch (ParseException e) {
            return false;
        }
    }

    /** By the issuer's own clock, so that nobody else's matters. */
    private static long lifetime(String token) {
        try {
            JWTClaimsSet claims = SignedJWT.parse(token).getJWTClaimsSet();
            Date issued = claims.getIssueTime();
            Date ends = claims.getExpirationTime();
            return issued == null || ends == null
                    ? 0
                    : Duration.between(issued.toInstant(), ends.toInstant()).toSeconds();
        } catch (ParseException e) {
            throw new IllegalStateException("a token was verified that is none", e);
        }
    }

    private Optional<Provider> provider() {
        if (provider == null || age() > REFRESH_EVERY.toNanos()) {
            ask();
        }
        return Optional.ofNullable(provider);
    }

    private long age() {
        return System.nanoTime() - askedAt.get();
    }

    /** While it does not answer, what it said last holds. */
    private void ask() {
        if ((askedAt.get() != 0 && age() < ASK_AGAIN_MIN.toNanos()) || !asking.tryLock()) {
            return;
        }
        try {
            askedAt.set(System.nanoTime());
            provider = Provider.discover(http, issuer);
        } catch (IOException e) {
            LOG.warn("the provider of sign-ins at {} does not say where: {}", issuer, e.getMessage());
        } finally {
            asking.unlock();
        }
    }

    private static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }

    @Override
    public void close() {
        http.close();
    }
}
