package dev.gavel.server.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gavel.server.identity.IdentityConfig;
import dev.gavel.server.identity.KeySet;
import dev.gavel.server.identity.TokenVerifier;
import dev.gavel.server.signin.SignInConfig.TokenUse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A provider on a real HTTP server, which behaves as badly as each test wants. */
class SignInIT {
    private static final SignIn.Code CODE = new SignIn.Code("c0de", "https://a.example/signin", "verifier", "nonce");

    private final ECKey key = key();
    private HttpServer server;
    private volatile String issuer = "";
    private volatile String more = "";
    private volatile int status = 200;
    private volatile String answer = "{}";
    private volatile String asked = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer = url();
        server.createContext(
                "/.well-known/openid-configuration", it -> reply(it, 200, """
                {"issuer":"%s","authorization_endpoint":"%s/authorize","token_endpoint":"%s/token"%s}""".formatted(issuer, url(), url(), more)));
        server.createContext("/token", it -> {
            asked = new String(it.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            reply(it, status, answer);
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aCodeIsTradedWithItsVerifierAndTheSecret() {
        more = ",\"end_session_endpoint\":\"%s/end\",\"code_challenge_methods_supported\":[\"S256\"]".formatted(url());
        answer = tokens("nonce", "page");
        try (SignIn signIn = signIn("s&cret", TokenUse.ACCESS)) {
            assertThat(signIn.way())
                    .contains(new SignIn.Way(url(), url() + "/authorize", "page", "openid", url() + "/end"));
            assertThat(signIn.exchange(CODE)).isInstanceOfSatisfying(SignInAnswer.Session.class, session -> {
                assertThat(session.lifetimeSeconds()).isEqualTo(600);
                assertThat(session.refreshToken()).isEqualTo("again");
                assertThat(session.toString()).doesNotContain(session.token());
            });
            assertThat(asked.split("&"))
                    .contains(
                            "grant_type=authorization_code",
                            "code=c0de",
                            "code_verifier=verifier",
                            "client_id=page",
                            "client_secret=s%26cret",
                            "redirect_uri=https%3A%2F%2Fa.example%2Fsignin");
            assertThat(signIn.renew("again")).isInstanceOf(SignInAnswer.Session.class);
            assertThat(asked.split("&")).contains("grant_type=refresh_token", "refresh_token=again");
        }
    }

    @Test
    void anAnswerToAnotherSignInOrForAnotherClientIsRefused() {
        try (SignIn signIn = signIn(null, TokenUse.ID)) {
            answer = tokens("nonce", "page");
            assertThat(signIn.exchange(CODE)).isInstanceOf(SignInAnswer.Session.class);
            answer = tokens("another", "page");
            assertThat(signIn.exchange(CODE)).isInstanceOf(SignInAnswer.Refused.class);
            answer = tokens("nonce", "another-page");
            assertThat(signIn.exchange(CODE)).isInstanceOf(SignInAnswer.Refused.class);
            answer = "{\"access_token\":\"" + token("nonce", "page", key) + "\"}";
            assertThat(signIn.exchange(CODE)).as("without an id token").isInstanceOf(SignInAnswer.Refused.class);
            status = 400;
            answer = "{\"error\":\"invalid_grant\"}";
            assertThat(signIn.exchange(CODE)).isInstanceOf(SignInAnswer.Refused.class);
        }
    }

    @Test
    void aTokenThatThisServerWouldNotTakeSignsNobodyIn() {
        try (SignIn signIn = signIn(null, TokenUse.ACCESS)) {
            answer = "{\"access_token\":\"%s\",\"id_token\":\"%s\"}"
                    .formatted(token("nonce", "page", key()), token("nonce", "page", key));
            assertThat(signIn.exchange(CODE))
                    .isInstanceOfSatisfying(
                            SignInAnswer.Refused.class,
                            it -> assertThat(it.why()).contains("signed"));
            answer = "{\"access_token\":\"%s\",\"id_token\":\"%s\"}"
                    .formatted("x".repeat(10_000), token("nonce", "page", key));
            assertThat(signIn.exchange(CODE)).isInstanceOf(SignInAnswer.Refused.class);
        }
    }

    @Test
    void aProviderThatDoesNotAnswerIsSaidToBeAwayAndAProviderWhoseDocumentIsAnothersIsNone() {
        for (int wrong : new int[] {400, 500, 302}) {
            status = wrong;
            answer = "{\"error\":\"invalid_client\"}";
            try (SignIn signIn = signIn(null, TokenUse.ACCESS)) {
                assertThat(signIn.exchange(CODE)).isInstanceOf(SignInAnswer.Unavailable.class);
            }
        }
        status = 200;
        for (String nonsense : new String[] {"", "[", "{\"a\":" + "[".repeat(1_000), "x".repeat(300_000)}) {
            answer = nonsense;
            try (SignIn signIn = signIn(null, TokenUse.ACCESS)) {
                assertThat(signIn.exchange(CODE)).isNotInstanceOf(SignInAnswer.Session.class);
            }
        }
        more = ",\"code_challenge_methods_supported\":[\"plain\"]";
        assertNoWay();
        more = ",\"end_session_endpoint\":\"javascript:alert(1)\"";
        assertNoWay();
        more = "";
        issuer = "https://another.example";
        assertNoWay();
        server.stop(0);
        assertNoWay();
    }

    @Test
    void settingsThatCannotWorkAreRefused() {
        assertThatThrownBy(() -> new SignInConfig("http://a.example", "page", null, "openid", TokenUse.ID))
                .hasMessageContaining("https");
        assertThatThrownBy(() -> new SignInConfig(url(), null, null, "openid", TokenUse.ID))
                .hasMessageContaining("clientId");
        assertThatThrownBy(() -> new SignInConfig(url(), "page", null, "profile", TokenUse.ID))
                .hasMessageContaining("openid");
        assertThat(new SignInConfig(url(), "page", "s3cret", "openid", TokenUse.ID).toString())
                .doesNotContain("s3cret");
    }

    private void assertNoWay() {
        try (SignIn signIn = signIn(null, TokenUse.ACCESS)) {
            assertThat(signIn.way()).isEmpty();
            assertThat(signIn.exchange(CODE)).isInstanceOf(SignInAnswer.Unavailable.class);
        }
    }

    private SignIn signIn(@Nullable String secret, TokenUse use) {
        var verifier = new TokenVerifier(
                KeySet.parse(new JWKSet(key.toPublicJWK()).toString()), IdentityConfig.DEFAULT, InstantSource.system());
        return new SignIn(new SignInConfig(url(), "page", secret, "openid", use), verifier);
    }

    private String tokens(String nonce, String client) {
        String token = token(nonce, client, key);
        return "{\"access_token\":\"%s\",\"id_token\":\"%s\",\"refresh_token\":\"again\"}".formatted(token, token);
    }

    private String token(String nonce, String client, ECKey by) {
        Instant now = Instant.now();
        var jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(by.getKeyID()).build(),
                new JWTClaimsSet.Builder()
                        .issuer(url())
                        .subject("ann")
                        .audience(client)
                        .claim("nonce", nonce)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(Duration.ofMinutes(10))))
                        .build());
        try {
            jwt.sign(new ECDSASigner(by));
        } catch (JOSEException e) {
            throw new IllegalStateException("could not sign", e);
        }
        return jwt.serialize();
    }

    private static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyIDFromThumbprint(true)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("could not make a key", e);
        }
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static void reply(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
