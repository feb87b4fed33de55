package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.dev.EmbeddedRedis;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The user of Redis that SECURITY.md gives a node where there are several servers. */
final class RedisRights {
    private static final String PASSWORD = "some-password";
    private static final Path SECURITY = Path.of("..", "SECURITY.md");

    private RedisRights() {}

    /** Settings of each server: the user, besides the one that tests and the servers themselves have. */
    static Map<String, String> settings() {
        List<String> blocks = read().stream()
                .filter(block -> block.startsWith("user node ") || block.startsWith("+wait"))
                .toList();
        assertThat(blocks)
                .as("blocks of SECURITY.md with the user and what it needs besides")
                .hasSize(2);
        String rights = blocks.stream()
                .map(block -> block.replaceFirst("^user node ", "")
                        .replaceAll("\\s+", " ")
                        .strip())
                .collect(Collectors.joining(" "));
        return Map.of("user node", rights.replace("PASSWORD", PASSWORD));
    }

    private static List<String> read() {
        try {
            return Markdown.parse(Files.readString(SECURITY)).codeBlocks();
        } catch (IOException e) {
            throw new UncheckedIOException("could not read " + SECURITY, e);
        }
    }

    /** The same addresses, as that user. */
    static String of(String redisUris) {
        return redisUris.replace("://", "://node:" + PASSWORD + "@");
    }

    static void assertNothingRefused(List<EmbeddedRedis> servers) {
        for (EmbeddedRedis server : servers) {
            try (var client = RedisClient.create(server.redisUri());
                    var connection = client.connect()) {
                assertThat(connection.sync().aclLog())
                        .as("refused by " + server.redisUri())
                        .isEmpty();
            }
        }
    }
}
