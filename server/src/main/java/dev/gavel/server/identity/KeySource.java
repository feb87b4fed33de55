package dev.gavel.server.identity;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import java.util.Optional;

/** Where the keys are that tokens may be signed with. Thread-safe. */
public sealed interface KeySource permits KeySet, IssuerKeys {
    /** The verifier for a token with this header; empty if no key could have signed it. May wait for the issuer. */
    Optional<JWSVerifier> verifierFor(JWSHeader header);

    /** Changes with the keys: what was verified by earlier ones is verified again. */
    int generation();
}
