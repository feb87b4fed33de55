package dev.gavel.server.identity;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys that tokens may be signed with, from a JWK Set (RFC 7517).
 *
 * <p>Each key says its algorithm itself ({@code alg}); what a token's header claims is only compared with it. So
 * neither {@code none} nor an HMAC over a public key can ever be believed.
 */
public final class KeySet implements KeySource {
    /** More are no key set but a burden: each token without a name would be tried against none of them. */
    private static final int KEYS_MAX = 100;
    /** NIST SP 800-57: less can be factored by who has the means. */
    private static final int RSA_BITS_MIN = 2_048;

    /** Signatures by private keys only: neither {@code none} nor HMAC. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512,
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512);

    private static final Logger LOG = LoggerFactory.getLogger(KeySet.class);

    private record Key(@Nullable String id, JWSAlgorithm algorithm, JWSVerifier verifier) {}

    private final List<Key> keys;
    /** What was read, to tell whether another set is the same. */
    private final JWKSet source;

    private KeySet(List<Key> keys, JWKSet source) {
        this.keys = List.copyOf(keys);
        this.source = source;
    }

    /** Reads a JWK Set file; an unusable one is refused with a sentence that names the file and the key. */
    public static KeySet load(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("could not read the key set " + file, e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the key set " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    public static KeySet parse(String json) {
        try {
            JWKSet source = parsed(json);
            var keys = new ArrayList<Key>();
            for (JWK jwk : source.getKeys()) {
                keys.add(key(jwk, jwk.getAlgorithm()));
            }
            return new KeySet(requireSome(keys), source);
        } catch (ParseException e) {
            throw new IllegalArgumentException("it is no JWK Set: " + e.getMessage(), e);
        } catch (JOSEException e) {
            throw new IllegalArgumentException("a key of it is broken: " + e.getMessage(), e);
        }
    }

    /**
     * Reads what an issuer publishes. Keys that are not for signatures, or of kinds that are not understood, are left
     * out, since an issuer serves others too; a key that does not say its algorithm has the usual one of its kind.
     */
    static KeySet ofIssuer(String json) {
        try {
            JWKSet source = parsed(json);
            var keys = new ArrayList<Key>();
            for (JWK jwk : source.getKeys()) {
                Algorithm algorithm = jwk.getAlgorithm() == null ? usual(jwk) : jwk.getAlgorithm();
                try {
                    keys.add(key(jwk, algorithm));
                } catch (IllegalArgumentException | JOSEException e) {
                    LOG.debug("left out a key of the issuer: {}", e.getMessage());
                }
            }
            return new KeySet(requireSome(keys), source);
        } catch (ParseException e) {
            throw new IllegalArgumentException("it is no JWK Set: " + e.getMessage(), e);
        }
    }

    private static JWKSet parsed(String json) throws ParseException {
        JWKSet source = JWKSet.parse(json);
        if (source.getKeys().size() > KEYS_MAX) {
            throw new IllegalArgumentException("it holds more than " + KEYS_MAX + " keys");
        }
        return source;
    }

    private static List<Key> requireSome(List<Key> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("it holds no key");
        }
        return keys;
    }

    private static @Nullable Algorithm usual(JWK jwk) {
        if (jwk instanceof ECKey ec) {
            return Curve.P_256.equals(ec.getCurve())
                    ? JWSAlgorithm.ES256
                    : Curve.P_384.equals(ec.getCurve()) ? JWSAlgorithm.ES384 : JWSAlgorithm.ES512;
        }
        return jwk instanceof RSAKey ? JWSAlgorithm.RS256 : null;
    }

    private static Key key(JWK jwk, @Nullable Algorithm algorithm) throws JOSEException {
        String name = jwk.getKeyID() == null ? "without kid" : jwk.getKeyID();
        if (algorithm == null) {
            throw new IllegalArgumentException("key " + name + " has no alg, which says how its tokens are signed");
        }
        var signature = JWSAlgorithm.parse(algorithm.getName());
        if (KeyUse.ENCRYPTION.equals(jwk.getKeyUse())) {
            throw new IllegalArgumentException("key " + name + " is for encryption, not for signatures");
        }
        if (jwk instanceof RSAKey rsa && rsa.size() < RSA_BITS_MIN) {
            throw new IllegalArgumentException(
                    "key " + name + " has " + rsa.size() + " bits; RSA keys need " + RSA_BITS_MIN);
        }
        JWSVerifier verifier = switch (jwk) {
            case ECKey ec -> new ECDSAVerifier(ec.toPublicJWK());
            case RSAKey rsa -> new RSASSAVerifier(rsa.toPublicJWK());
            default ->
                throw new IllegalArgumentException(
                        "key " + name + " is of type " + jwk.getKeyType() + "; only EC and RSA keys are public ones");
        };
        if (!ALGORITHMS.contains(signature)
                || !verifier.supportedJWSAlgorithms().contains(signature)) {
            throw new IllegalArgumentException("key " + name + " cannot sign by " + algorithm);
        }
        return new Key(jwk.getKeyID(), signature, verifier);
    }

    /** The verifier for a token with this header; empty if no key of the set could have signed it. */
    @Override
    public Optional<JWSVerifier> verifierFor(JWSHeader header) {
        String id = header.getKeyID();
        for (Key key : keys) {
            boolean named = id == null ? keys.size() == 1 : id.equals(key.id());
            if (named && key.algorithm().equals(header.getAlgorithm())) {
                return Optional.of(key.verifier());
            }
        }
        return Optional.empty();
    }

    @Override
    public int generation() {
        return 0;
    }

    /** Whether another set holds the same keys. */
    boolean isSameAs(KeySet other) {
        return source.toString().equals(other.source.toString());
    }
}
