package dev.gavel.server.identity;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The public keys that tokens may be signed with, from a JWK Set (RFC 7517).
 *
 * <p>Each key says its algorithm itself ({@code alg}); what a token's header claims is only compared with it. So
 * neither {@code none} nor an HMAC over a public key can ever be believed.
 */
public final class KeySet {
    private record Key(@Nullable String id, JWSAlgorithm algorithm, JWSVerifier verifier) {}

    private final List<Key> keys;

    private KeySet(List<Key> keys) {
        this.keys = List.copyOf(keys);
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
            var keys = new ArrayList<Key>();
            for (JWK jwk : JWKSet.parse(json).getKeys()) {
                keys.add(key(jwk));
            }
            if (keys.isEmpty()) {
                throw new IllegalArgumentException("it holds no key");
            }
            return new KeySet(keys);
        } catch (ParseException e) {
            throw new IllegalArgumentException("it is no JWK Set: " + e.getMessage(), e);
        } catch (JOSEException e) {
            throw new IllegalArgumentException("a key of it is broken: " + e.getMessage(), e);
        }
    }

    private static Key key(JWK jwk) throws JOSEException {
        String name = jwk.getKeyID() == null ? "without kid" : jwk.getKeyID();
        Algorithm algorithm = jwk.getAlgorithm();
        if (algorithm == null) {
            throw new IllegalArgumentException("key " + name + " has no alg, which says how its tokens are signed");
        }
        var signature = JWSAlgorithm.parse(algorithm.getName());
        JWSVerifier verifier = switch (jwk) {
            case ECKey ec -> new ECDSAVerifier(ec.toPublicJWK());
            case RSAKey rsa -> new RSASSAVerifier(rsa.toPublicJWK());
            default ->
                throw new IllegalArgumentException(
                        "key " + name + " is of type " + jwk.getKeyType() + "; only EC and RSA keys are public ones");
        };
        if (!verifier.supportedJWSAlgorithms().contains(signature)) {
            throw new IllegalArgumentException("key " + name + " cannot sign by " + algorithm);
        }
        return new Key(jwk.getKeyID(), signature, verifier);
    }

    /** The verifier for a token with this header; empty if no key of the set could have signed it. */
    Optional<JWSVerifier> verifierFor(JWSHeader header) {
        String id = header.getKeyID();
        for (Key key : keys) {
            boolean named = id == null ? keys.size() == 1 : id.equals(key.id());
            if (named && key.algorithm().equals(header.getAlgorithm())) {
                return Optional.of(key.verifier());
            }
        }
        return Optional.empty();
    }
}
