package dev.gavel.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gavel.auction.AccountId;
import dev.gavel.server.identity.Verification.Refused;
import dev.gavel.server.identity.Verification.Verified;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Verifies bearer tokens (JWT, RFC 7519) against a key set. Thread-safe. */
public final class TokenVerifier {
    private final KeySource keys;
    private final IdentityConfig config;
    private final InstantSource clock;
    private volatile Remembered remembered;

    /** What was verified by the keys of one generation. */
    private record Remembered(int generation, VerifiedTokens tokens) {}

    public TokenVerifier(KeySource keys, IdentityConfig config, InstantSource clock) {
        this.keys = keys;
        this.config = config;
        this.clock = clock;
        this.remembered = new Remembered(keys.generation(), new VerifiedTokens(config.cachedTokensMax()));
    }

    /** The answer where it is known already: a signature check takes some hundred microseconds, this takes none. */
    public Optional<Verification> known(String token) {
        Verified found = remembered().get(token);
        if (found == null) {
            return Optional.empty();
        }
        return Optional.of(isCurrent(found) ? found : expired());
    }

    /** Whether a token that was good still is. */
    public boolean isCurrent(Verified token) {
        return clock.instant().isBefore(token.until());
    }

    /** Checks signature and claims. Computes for long, so it does not belong on an event loop. */
    public Verification verify(String token) {
        try {
            // Taken before the keys are asked: what old keys verify must not be remembered among what new ones do.
            VerifiedTokens verified = remembered();
            var jwt = SignedJWT.parse(token);
            Optional<JWSVerifier> verifier = keys.verifierFor(jwt.getHeader());
            if (verifier.isEmpty() || !jwt.verify(verifier.get())) {
                return new Refused("the token is not signed by a key that this server trusts");
            }
            Verification verification = judge(jwt.getJWTClaimsSet());
            if (verification instanceof Verified good) {
                verified.put(token, good);
            }
            return verification;
        } catch (ParseException | JOSEException | IllegalStateException e) {
            // The text of these exceptions quotes the token, so it stays out of the answer.
            return new Refused("the token is not a signed JWT");
        }
    }

    /** A key that its issuer has withdrawn is believed no longer, not even for tokens that were seen before. */
    private VerifiedTokens remembered() {
        Remembered now = remembered;
        int generation = keys.generation();
        if (now.generation != generation) {
            now = new Remembered(generation, new VerifiedTokens(config.cachedTokensMax()));
            remembered = now;
        }
        return now.tokens;
    }

    private Verification judge(JWTClaimsSet claims) throws ParseException {
        Instant now = clock.instant();
        if (claims.getExpirationTime() == null) {
            return new Refused("the token has no exp");
        }
        Instant until = claims.getExpirationTime().toInstant().plus(config.leeway());
        if (!now.isBefore(until)) {
            return expired();
        }
        if (claims.getNotBeforeTime() != null
                && now.isBefore(claims.getNotBeforeTime().toInstant().minus(config.leeway()))) {
            return new Refused("the token is not valid yet (nbf)");
        }
        if (config.issuer() != null && !config.issuer().equals(claims.getIssuer())) {
            return new Refused("the token is from another issuer (iss)");
        }
        if (config.audience() != null && !claims.getAudience().contains(config.audience())) {
            return new Refused("the token is for another audience (aud)");
        }
        AccountId account = account(claims.getSubject());
        return account == null
                ? new Refused("the token's sub is not an account id: 1 to 255 visible ASCII characters")
                : new Verified(new Caller(account, roles(claims)), until);
    }

    private static @Nullable AccountId account(@Nullable String subject) {
        try {
            return subject == null ? null : new AccountId(subject);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Set<Role> roles(JWTClaimsSet claims) {
        var roles = EnumSet.noneOf(Role.class);
        addRole(roles, claims.getClaim("role"));
        if (claims.getClaim("roles") instanceof List<?> list) {
            list.forEach(role -> addRole(roles, role));
        }
        return roles;
    }

    private static void addRole(Set<Role> roles, @Nullable Object claim) {
        if (claim instanceof String text) {
            Role.ofClaim(text).ifPresent(roles::add);
        }
    }

    private static Refused expired() {
        return new Refused("the token has expired (exp)");
    }
}
