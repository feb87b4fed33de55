package dev.gavel.server.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * A new key and a certificate for 127.0.0.1 that it has signed itself, as keytool makes them.
 *
 * @param chain PEM file with the certificate
 * @param key PEM file
 */
public record TestCertificate(X509Certificate certificate, Path chain, Path key) {
    private static final char[] STORE_PASSWORD = "changeit".toCharArray();

    /** Writes {@code NAME-certificate.pem} and {@code NAME-key.pem}. */
    public static TestCertificate make(Path folder, String name) {
        try {
            KeyStore keys = keys(folder.resolve(name + ".p12"), name);
            var certificate = (X509Certificate) keys.getCertificate("server");
            Path chain = folder.resolve(name + "-certificate.pem");
            Path key = folder.resolve(name + "-key.pem");
            pem(chain, "CERTIFICATE", certificate.getEncoded());
            pem(key, "PRIVATE KEY", keys.getKey("server", STORE_PASSWORD).getEncoded());
            return new TestCertificate(certificate, chain, key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore keys(Path store, String name) throws IOException, GeneralSecurityException {
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(STORE_PASSWORD))
                .inheritIO()
                .start();
        try {
            assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        assertThat(keytool.exitValue()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, STORE_PASSWORD);
        }
        return keys;
    }

    private static void pem(Path file, String what, byte[] bytes) throws IOException {
        Files.writeString(
                file,
                "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + what
                        + "-----\n");
    }
}
