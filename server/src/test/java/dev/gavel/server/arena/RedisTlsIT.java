package dev.gavel.server.arena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.dev.EmbeddedRedis;
import dev.gavel.server.platform.StartupException;
import dev.gavel.server.platform.TestCertificate;
import dev.gavel.shards.Bucket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis that speaks TLS and asks for a password. */
final class RedisTlsIT {
    @Test
    void isReachedByRedissAndOnlyWithACertificateThatIsTrusted(@TempDir Path folder) throws IOException {
        TestCertificate own = TestCertificate.make(folder, "redis");
        int port = freePort();
        Map<String, String> settings = Map.of(
                "tls-port", Integer.toString(port),
                "tls-cert-file", own.chain().toString(),
                "tls-key-file", own.key().toString(),
                "tls-ca-cert-file", own.chain().toString(),
                "tls-auth-clients", "no",
                "user", "node on >secret ~* &* +@all");
        try (EmbeddedRedis _ = EmbeddedRedis.start(folder.resolve("data"), settings)) {
            String uri = "rediss://node:secret@127.0.0.1:" + port;
            try (Arena arena = connect(uri + "?verifyPeer=NONE")) {
                var bucket = new Bucket(0);
                assertThat(arena.await("asking", arena.reads(bucket).ping())).isEqualTo("PONG");
                assertThat(arena.await("asking", arena.turns(bucket).aclWhoami()))
                        .isEqualTo("node");
            }
            assertThatThrownBy(() -> connect(uri).close())
                    .as("nobody trusts this certificate")
                    .isInstanceOf(StartupException.class)
                    .hasMessageContaining("cannot be reached")
                    .hasMessageNotContaining("secret");
        }
    }

    private static Arena connect(String uri) {
        return Arena.connect(ArenaConfig.DEFAULT.withRedisUri(uri), new ScriptTime.Redis());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
