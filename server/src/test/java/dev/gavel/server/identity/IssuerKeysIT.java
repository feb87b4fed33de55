package dev.gavel.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gavel.auction.AccountId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys from a real HTTP server, which behaves as badly as each test wants. */
class IssuerKeysIT {
    private static final IssuerKeys.Times OFTEN =
            new IssuerKeys.Times(Duration.ofHours(1), Duration.ZERO, Duration.ofSeconds(2));
    private static final IssuerKeys.Times SELDOM =
            new IssuerKeys.Times(Duration.ofHours(1), Duration.ofHours(1), Duration.ofSeconds(2));

    private final Tokens first = Tokens.withNewKey(InstantSource.system());
    private final Tokens second = Tokens.withNewKey(InstantSource.system());
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile int status = 200;
    private volatile String published = first.publicKeySet();
    private volatile boolean drips;
    private HttpServer issuer;

    @BeforeEach
    void startIssuer() throws IOException {
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        issuer.createContext("/keys", this::answer);
        issuer.start();
    }

    @AfterEach
    void stopIssuer() {
        ended.countDown();
        issuer.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        byte[] body = published.getBytes(StandardCharsets.UTF_8);
        if (status == 302) {
            exchange.getResponseHeaders().add("Location", "/keys?elsewhere");
        }
        exchange.sendResponseHeaders(status, body.length);
        if (drips) {
            exchange.getResponseBody().write(body, 0, 1);
            exchange.getResponseBody().flush();
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private IssuerKeys connect(IssuerKeys.Times times) {
        return IssuerKeys.connect("http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys", times);
    }

    private static TokenVerifier verifier(KeySource keys) {
        return new TokenVerifier(keys, IdentityConfig.DEFAULT, InstantSource.system());
    }

    private static String token(Tokens of) {
        return of.mint(new AccountId("ann"), Set.of(Role.BIDDER), Duration.ofHours(1));
    }

    @Test
    void aNewKeyIsFetchedWhenATokenNamesIt() {
        try (IssuerKeys keys = connect(OFTEN)) {
            TokenVerifier verifier = verifier(keys);
            assertThat(verifier.verify(token(first))).isInstanceOf(Verification.Verified.class);
            assertThat(asked).hasValue(1);
            published = second.publicKeySet();
            assertThat(verifier.verify(token(second))).isInstanceOf(Verification.Verified.class);
            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void aWithdrawnKeyIsBelievedNoLongerEvenForTokensSeenBefore() {
        try (IssuerKeys keys = connect(OFTEN)) {
            TokenVerifier verifier = verifier(keys);
            String old = token(first);
            verifier.verify(old);
            assertThat(verifier.known(old)).isPresent();
            published = second.publicKeySet();
            verifier.verify(token(second));
            assertThat(verifier.known(old)).isEmpty();
            assertThat(verifier.verify(old)).isInstanceOf(Verification.Refused.class);
        }
    }

    @Test
    void inventedKeysDoNotMakeTheServerAskAgainAndAgain() {
        try (IssuerKeys keys = connect(SELDOM)) {
            TokenVerifier verifier = verifier(keys);
            for (int i = 0; i < 20; i++) {
                assertThat(verifier.verify(token(Tokens.withNewKey(InstantSource.system()))))
                        .isInstanceOf(Verification.Refused.class);
            }
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void theLastGoodKeysHoldWhileTheIssuerFails() {
        try (IssuerKeys keys = connect(OFTEN)) {
            TokenVerifier verifier = verifier(keys);
            for (Runnable failure : List.<Runnable>of(
                    () -> status = 500,
                    () -> status = 302,
                    () -> published = "no keys",
                    () -> published = "{\"keys\":[]}",
                    () -> published = second.publicKeySet() + " ".repeat(300_000),
                    () -> drips = true,
                    () -> issuer.stop(0))) {
                failure.run();
                assertThat(verifier.verify(token(second))).isInstanceOf(Verification.Refused.class);
                assertThat(verifier.verify(token(first))).isInstanceOf(Verification.Verified.class);
                status = 200;
                drips = false;
                published = first.publicKeySet();
            }
        }
    }

    @Test
    void aServerDoesNotStartWithoutKeys() {
        status = 404;
        assertThatThrownBy(() -> connect(OFTEN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("status 404");
    }

    @Test
    void keysComeOverHttpsOnly() {
        for (String url : List.of(
                "http://issuer.example/keys", "file:///etc/keys", "https://user:secret@issuer.example/keys", "keys")) {
            assertThatThrownBy(() -> IssuerKeys.connect(url, OFTEN))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("https")
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void keysOfTheWrongKindAreLeftOut() throws Exception {
        var hmac = new OctetSequenceKeyGenerator(256)
                .keyID("h")
                .algorithm(JWSAlgorithm.HS256)
                .generate();
        var encryption = new ECKeyGenerator(Curve.P_256)
                .keyID("e")
                .keyUse(KeyUse.ENCRYPTION)
                .generate();
        var weak = new RSAKeyGenerator(1024, true).keyID("w").generate();
        published = new JWKSet(List.of(hmac, encryption, weak)).toString(false);
        assertThatThrownBy(() -> connect(OFTEN)).hasMessageContaining("no key");
        assertThatThrownBy(() -> KeySet.parse(new JWKSet(weak.toPublicJWK()).toString()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
