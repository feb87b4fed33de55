package dev.gavel.cli.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.dev.EmbeddedRedis;
import dev.gavel.dev.EmbeddedSentinels;
import dev.gavel.server.ServerConfig;
import dev.gavel.server.platform.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What real stores are asked. */
class StoreChecksIT {
    @Test
    void aReplicaIsAskedTooWhetherItHasItsPrimary(@TempDir Path directory) throws IOException {
        try (var redis = EmbeddedSentinels.start(directory.resolve("redis"), Map.of())) {
            Path file = directory.resolve("gavel.yaml");
            Files.writeString(file, "arena: {redisUri: \"" + redis.redisUri() + "\"}\n");
            ServerConfig settings = ConfigFile.load(file, ServerConfig.class, ServerConfig.DEFAULT, System::getenv);
            List<Finding> findings = StoreChecks.REDIS.run(settings);
            for (EmbeddedRedis replica : redis.replicas()) {
                assertThat(findings)
                        .extracting(Finding::what)
                        .contains(
                                "the replica at 127.0.0.1:" + replica.port() + ", master_link_status: up",
                                "the replica at 127.0.0.1:" + replica.port() + ", aof_last_write_status: ok");
            }
            assertThat(findings)
                    .extracting(Finding::what)
                    .contains("Redis at 127.0.0.1:" + redis.primary().port() + ", aof_last_write_status: ok");
            assertThat(findings).noneMatch(Finding::isBad);
        }
    }
}
