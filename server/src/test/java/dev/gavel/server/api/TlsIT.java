package dev.gavel.server.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gavel.server.feed.FeedConfig;
import dev.gavel.server.platform.TestCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with certificates that keytool has made, and the JDK's client. */
class TlsIT {
    @TempDir
    @SuppressWarnings("NullAway.Init") // Set by JUnit.
    private Path folder;

    @Test
    void httpAndWebSocketsGoOverTlsAndARenewedCertificateNeedsNoRestart() throws Exception {
        Certificate first = make("first");
        Certificate second = make("second");
        use("first");
        var tls = new TlsConfig(
                folder.resolve("certificate.pem").toString(),
                folder.resolve("key.pem").toString(),
                Duration.ofMillis(100));
        try (var api = new TestApi(TestApi.config(2, ClientLimits.DEFAULT, tls), FeedConfig.DEFAULT)) {
            for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
                assertThat(answer(api.port, first, version, "GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n"))
                        .startsWith("HTTP/1.1 200")
                        .contains("strict-transport-security: max-age=31536000");
            }
            // The page, an error, and what is no proper HTTP.
            for (String request : List.of("GET / HTTP/1.1", "GET /v1/nothing HTTP/1.1", "BROKEN")) {
                assertThat(answer(api.port, first, "TLSv1.3", request + "\r\nhost: x\r\n\r\n"))
                        .as(request)
                        .startsWith("HTTP/1.")
                        .contains("strict-transport-security: max-age=31536000");
            }
            assertThat(answer(api.port, first, "TLSv1.3", """
                            GET /v1/socket HTTP/1.1\r
                            host: x\r
                            connection: upgrade\r
                            upgrade: websocket\r
                            sec-websocket-version: 13\r
                            sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r
                            \r
                            """)).startsWith("HTTP/1.1 101");
            assertThatThrownBy(() -> answer(api.port, second, "TLSv1.3", "GET / HTTP/1.1\r\n\r\n"))
                    .isInstanceOf(SSLException.class);
            use("second");
            await().ignoreExceptions()
                    .until(() -> answer(api.port, second, "TLSv1.3", "GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n")
                            .startsWith("HTTP/1.1 200"));
        }
    }

    /** The answer's head. */
    private static String answer(int port, Certificate trusted, String version, String request) throws Exception {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("server", trusted);
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trust);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        try (var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(5_000);
            socket.setEnabledProtocols(new String[] {version});
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            var head = new StringBuilder();
            InputStream in = socket.getInputStream();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    break;
                }
                head.append((char) next);
            }
            return head.toString();
        }
    }

    private Certificate make(String name) {
        return TestCertificate.make(folder, name).certificate();
    }

    private void use(String name) throws IOException {
        for (String file : new String[] {"certificate.pem", "key.pem"}) {
            Files.copy(folder.resolve(name + "-" + file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
