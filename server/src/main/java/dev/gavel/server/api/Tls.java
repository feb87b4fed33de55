package dev.gavel.server.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certificate and key of the edge, read anew when their files change. */
record Tls(Path certificate, Path key) {
    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
    /** What is older is broken. */
    private static final Set<String> VERSIONS = Set.of("TLSv1.2", "TLSv1.3");

    /** Null where none is configured. */
    static @Nullable Tls of(TlsConfig config) {
        String certificate = config.certificate();
        String key = config.key();
        return certificate == null || key == null ? null : new Tls(Path.of(certificate), Path.of(key));
    }

    /** The bytes of both, in this order: what is compared is what is used. */
    Buffer[] read() {
        try {
            return new Buffer[] {Buffer.buffer(Files.readAllBytes(certificate)), Buffer.buffer(Files.readAllBytes(key))
            };
        } catch (IOException e) {
            throw new UncheckedIOException("could not read api.tls.certificate or api.tls.key", e);
        }
    }

    /** Empty if the files are still the same, or cannot be read now: they may be just being replaced. */
    Buffer[] changedSince(Buffer[] before) {
        try {
            Buffer[] now = read();
            return Arrays.equals(now, before) ? new Buffer[0] : now;
        } catch (UncheckedIOException e) {
            LOG.warn("the certificate or its key cannot be read; those read before stay", e);
            return new Buffer[0];
        }
    }

    HttpServerOptions secured(HttpServerOptions options, Buffer[] files) {
        return options.setSsl(true)
                .setUseAlpn(false)
                .setEnabledSecureTransportProtocols(VERSIONS)
                .setKeyCertOptions(options(files).getKeyCertOptions());
    }

    ServerSSLOptions options(Buffer[] files) {
        var options = new ServerSSLOptions();
        options.setKeyCertOptions(new PemKeyCertOptions().addCertValue(files[0]).addKeyValue(files[1]));
        options.setEnabledSecureTransportProtocols(VERSIONS);
        return options;
    }
}
