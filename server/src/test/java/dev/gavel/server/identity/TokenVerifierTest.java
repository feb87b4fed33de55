package dev.gavel.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.gavel.auction.AccountId;
import dev.gavel.server.identity.Verification.Refused;
import dev.gavel.server.identity.Verification.Verified;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TokenVerifierTest {
    private static final Duration LEEWAY = Duration.ofSeconds(30);

    private Instant now = Instant.parse("2027-03-01T10:00:00Z");
    private final InstantSource clock = () -> now;
    private final Tokens tokens = Tokens.withNewKey(clock);

    private TokenVerifier verifier(IdentityConfig config) {
        return new TokenVerifier(KeySet.parse(tokens.publicKeySet()), config, clock);
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .subject("ann")
                .claim("role", "bidder")
                .expirationTime(Date.from(now.plusSeconds(60)));
    }

    @Test
    void aMintedTokenIsVerifiedThenKnownUntilItExpires() {
        TokenVerifier verifier = verifier(IdentityConfig.DEFAULT);
        String token = tokens.mint(new AccountId("ann"), Set.of(Role.BIDDER, Role.SELLER), Duration.ofMinutes(1));
        assertThat(verifier.known(token)).isEmpty();
        assertThat(verifier.verify(token)).isInstanceOfSatisfying(Verified.class, it -> {
            assertThat(it.caller().account()).isEqualTo(new AccountId("ann"));
            assertThat(it.caller().roles()).containsExactlyInAnyOrder(Role.BIDDER, Role.SELLER);
        });
        assertThat(verifier.known(token)).get().isInstanceOf(Verified.class);
        now = now.plusSeconds(60).plus(LEEWAY);
        assertThat(verifier.known(token)).get().isInstanceOf(Refused.class);
    }

    @Test
    void timesHaveALeewayForClocksThatDiffer() {
        TokenVerifier verifier = verifier(IdentityConfig.DEFAULT);
        var ends = claims().expirationTime(Date.from(now.minusSeconds(29)));
        assertThat(verifier.verify(tokens.sign(ends.build()))).isInstanceOf(Verified.class);
        var ended = claims().expirationTime(Date.from(now.minusSeconds(30)));
        assertThat(verifier.verify(tokens.sign(ended.build()))).isInstanceOf(Refused.class);
        var begins = claims().notBeforeTime(Date.from(now.plusSeconds(30)));
        assertThat(verifier.verify(tokens.sign(begins.build()))).isInstanceOf(Verified.class);
        var tooEarly = claims().notBeforeTime(Date.from(now.plusSeconds(31)));
        assertThat(verifier.verify(tokens.sign(tooEarly.build()))).isInstanceOf(Refused.class);
        var never = claims().expirationTime(null);
        assertThat(verifier.verify(tokens.sign(never.build()))).isInstanceOf(Refused.class);
    }

    @Test
    void issuerAndAudienceAreCheckedWhereTheyAreConfigured() {
        TokenVerifier strict = verifier(new IdentityConfig("https://id", "gavel", LEEWAY, 10));
        assertThat(strict.verify(tokens.sign(claims().build()))).isInstanceOf(Refused.class);
        var wrongAudience = claims().issuer("https://id").audience("shop");
        assertThat(strict.verify(tokens.sign(wrongAudience.build()))).isInstanceOf(Refused.class);
        var right = claims().issuer("https://id").audience(List.of("shop", "gavel"));
        assertThat(strict.verify(tokens.sign(right.build()))).isInstanceOf(Verified.class);
    }

    @Test
    void aSubjectThatIsNoAccountIsRefusedAndUnknownRolesAreNone() {
        TokenVerifier verifier = verifier(IdentityConfig.DEFAULT);
        assertThat(verifier.verify(tokens.sign(claims().subject("two words").build())))
                .isInstanceOf(Refused.class);
        assertThat(verifier.verify(tokens.sign(claims().claim("role", "admin").build())))
                .isInstanceOfSatisfying(
                        Verified.class, it -> assertThat(it.caller().roles()).isEmpty());
    }

    @Test
    void theCacheIsBounded() {
        var cache = new VerifiedTokens(4);
        var verified = new Verified(new Caller(new AccountId("ann"), Set.of()), now);
        for (int i = 0; i < 100; i++) {
            cache.put("token" + i, verified);
        }
        int held = 0;
        for (int i = 0; i < 100; i++) {
            held += cache.get("token" + i) == null ? 0 : 1;
        }
        assertThat(held).isBetween(1, 4);
    }

    @Test
    void aKeySetThatCannotBeTrustedIsRefusedInWords() {
        assertThatThrownBy(() -> KeySet.parse("{\"keys\":[]}")).hasMessageContaining("no key");
        assertThatThrownBy(() -> KeySet.parse("{")).hasMessageContaining("no JWK Set");
        assertThatThrownBy(() -> KeySet.parse("{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\",\"alg\":\"HS256\"}]}"))
                .hasMessageContaining("only EC and RSA");
        String withoutAlgorithm = tokens.publicKeySet().replace(",\"alg\":\"ES256\"", "");
        assertThat(withoutAlgorithm).isNotEqualTo(tokens.publicKeySet());
        assertThatThrownBy(() -> KeySet.parse(withoutAlgorithm)).hasMessageContaining("has no alg");
    }

    @Test
    void aKeyFileIsMadeOnceForItsOwnerOnly(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("signing.jwk");
        Tokens first = Tokens.withKeyIn(file, clock);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Tokens.withKeyIn(file, clock).publicKeySet()).isEqualTo(first.publicKeySet());
        assertThat(first.publicKeySet()).doesNotContain("\"d\"");
    }
}
