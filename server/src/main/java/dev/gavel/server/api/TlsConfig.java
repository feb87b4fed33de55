package dev.gavel.server.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * TLS at the edge, 1.2 and 1.3, for HTTP and WebSockets alike.
 *
 * @param certificate a PEM file with the server's certificate and those between it and the root; null means no TLS
 * @param key a PEM file with the certificate's private key (PKCS #8)
 * @param reloadEvery how often the files are looked at: a renewed certificate needs no restart
 */
public record TlsConfig(
        @Nullable String certificate, @Nullable String key, Duration reloadEvery) {
    public static final TlsConfig DEFAULT = new TlsConfig(null, null, Duration.ofMinutes(1));

    public TlsConfig {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("api.tls needs both a certificate and a key, or neither");
        }
        if (!reloadEvery.isPositive()) {
            throw new IllegalArgumentException("api.tls.reloadEvery is above 0");
        }
    }
}
