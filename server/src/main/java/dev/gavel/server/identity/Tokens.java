package dev.gavel.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gavel.auction.AccountId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Set;

/**
 * Mints tokens from a private key, for development and demonstration. A production server only verifies: its tokens
 * come from the platform's identity provider.
 */
public final class Tokens {
    private final ECKey key;
    private final InstantSource clock;

    private Tokens(ECKey key, InstantSource clock) {
        this.key = key;
        this.clock = clock;
    }

    /** With a new ES256 key. */
    public static Tokens withNewKey(InstantSource clock) {
        try {
            var key = new ECKeyGenerator(Curve.P_256)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyUse(KeyUse.SIGNATURE)
                    .keyIDFromThumbprint(true)
                    .generate();
            return new Tokens(key, clock);
        } catch (JOSEException e) {
            throw new IllegalStateException("could not make an ES256 key", e);
        }
    }

    /** With the private key in {@code file}, which is made, readable by its owner only, where it is missing. */
    public static Tokens withKeyIn(Path file, InstantSource clock) {
        try {
            if (Files.exists(file)) {
                return new Tokens(ECKey.parse(Files.readString(file)), clock);
            }
            Tokens made = withNewKey(clock);
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } else {
                Files.createFile(file);
            }
            Files.writeString(file, made.key.toJSONString(), StandardOpenOption.TRUNCATE_EXISTING);
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException("could not read or write the signing key " + file, e);
        } catch (ParseException e) {
            throw new IllegalArgumentException("the signing key " + file + " is no EC key in JWK form", e);
        }
    }

    /** What a server needs to verify these tokens: a JWK Set with the public key alone. */
    public String publicKeySet() {
        return new JWKSet(key.toPublicJWK()).toString(true);
    }

    /** @param lifetime from now; ends in the past if negative */
    public String mint(AccountId account, Set<Role> roles, Duration lifetime) {
        Instant now = clock.instant();
        return sign(new JWTClaimsSet.Builder()
                .subject(account.value())
                .claim("roles", roles.stream().map(Role::claim).sorted().toList())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(lifetime)))
                .build());
    }

    String sign(JWTClaimsSet claims) {
        try {
            var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                    .keyID(key.getKeyID())
                    .build();
            var jwt = new SignedJWT(header, claims);
            jwt.sign(new ECDSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("could not sign a token", e);
        }
    }
}
