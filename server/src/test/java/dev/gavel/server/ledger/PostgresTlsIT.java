package dev.gavel.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gavel.dev.EmbeddedPostgres;
import dev.gavel.server.platform.StartupException;
import dev.gavel.server.platform.TestCertificate;
import dev.gavel.shards.ShardAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL that speaks TLS. */
final class PostgresTlsIT {
    @Test
    void isReachedWhereItsCertificateIsTheOneThatIsNamed(@TempDir Path folder) throws Exception {
        TestCertificate own = TestCertificate.make(folder, "postgres");
        TestCertificate other = TestCertificate.make(folder, "another");
        try (var postgres = EmbeddedPostgres.start(folder.resolve("data"))) {
            String url = postgres.ensureDatabases(List.of("gavel0")).getFirst();
            try (var connection = DriverManager.getConnection(url)) {
                switchOn(connection, own);
            }
            await().ignoreExceptions().until(() -> isEncrypted(verified(url, own)));
            try (Ledger ledger = open(verified(url, own))) {
                assertThat(ledger.router().shards().all().getFirst().<Boolean>run("asking", PostgresTlsIT::isEncrypted))
                        .isTrue();
            }
            assertThatThrownBy(() -> open(verified(url, other)).close())
                    .as("another one is not trusted")
                    .isInstanceOf(StartupException.class)
                    .hasMessageContaining("ledger.shards[0]");
        }
    }

    private static Ledger open(String url) {
        return TestLedger.open(List.of(ShardAddress.parse("ledger.shards[0]", url)), TestLedger.FAST);
    }

    private static String verified(String url, TestCertificate root) {
        return url + "&sslmode=verify-full&sslrootcert=" + root.chain();
    }

    /** PostgreSQL writes the files itself: it takes no key that others may read, and may run as another user. */
    private static void switchOn(Connection connection, TestCertificate certificate) throws IOException, SQLException {
        try (var statement = connection.createStatement()) {
            for (var file : List.of(certificate.chain(), certificate.key())) {
                statement.execute(
                        """
                        copy (select unnest(string_to_array('%s', chr(10)))) to program 'umask 077; cat >%s'
                        """.formatted(Files.readString(file).replace("\r", "").strip(), file.getFileName()));
            }
            statement.execute(
                    "alter system set ssl_cert_file = '" + certificate.chain().getFileName() + "'");
            statement.execute(
                    "alter system set ssl_key_file = '" + certificate.key().getFileName() + "'");
            statement.execute("alter system set ssl = on");
            statement.execute("select pg_reload_conf()");
        }
    }

    private static boolean isEncrypted(String url) throws SQLException {
        try (var connection = DriverManager.getConnection(url)) {
            return isEncrypted(connection);
        }
    }

    private static boolean isEncrypted(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("select ssl from pg_stat_ssl where pid = pg_backend_pid()")) {
            return row.next() && row.getBoolean(1);
        }
    }
}
