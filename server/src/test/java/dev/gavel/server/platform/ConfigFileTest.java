package dev.gavel.server.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.server.ServerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigFileTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("GAVEL_PASSWORD", "p$ss");

    @Test
    void whatAFileDoesNotSayStaysAtItsDefault() {
        assertThat(parse("")).isEqualTo(ServerConfig.DEFAULT);
        ServerConfig config = parse("""
                arena:
                  redisUri: redis://10.0.0.1:6379
                  drain: 1500ms
                """);
        assertThat(config.arena().redisUri()).isEqualTo("redis://10.0.0.1:6379");
        assertThat(config.arena().drain()).isEqualTo(Duration.ofMillis(1500));
        assertThat(config.arena().grace()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.bidding()).isEqualTo(ServerConfig.DEFAULT.bidding());
    }

    @Test
    void whatIsPrintedIsReadBackAsTheSame() {
        assertThat(parse(ConfigFile.print(ServerConfig.DEFAULT))).isEqualTo(ServerConfig.DEFAULT);
    }

    @Test
    void passwordsComeFromTheEnvironment() {
        ServerConfig config = parse("""
                ledger:
                  shards:
                    - url: jdbc:postgresql://db/gavel
                      user: gavel
                      password: ${GAVEL_PASSWORD}
                """);
        assertThat(config.ledger().shards().getFirst().password()).isEqualTo("p$ss");
    }

    @Test
    void whatIsWrongIsNamed() {
        refused("arena:\n  drian: 1s\n", "there is no setting arena.drian; here are commandTimeout, drain");
        refused("arena:\n  drain: 1 fortnight\n", "a duration is a whole number with its unit");
        refused("arena:\n  drain: 1h\n", "arena.drain must be");
        refused("buckets: many\n", "buckets");
        refused("- a list\n", "it must consist of settings");
        refused("arena: [\n", "gavel.yaml");
        refused("identity:\n  keySet: ${NOWHERE}\n", "identity.keySet needs the environment variable NOWHERE");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> ConfigFile.load(
                        Path.of("nowhere", "gavel.yaml"), ServerConfig.class, ServerConfig.DEFAULT, ENVIRONMENT::get))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("gavel.yaml cannot be read");
    }

    private static void refused(String yaml, String why) {
        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining(why)
                .hasMessageContaining("gavel.yaml");
    }

    private static ServerConfig parse(String yaml) {
        return ConfigFile.parse(yaml, "gavel.yaml", ServerConfig.class, ServerConfig.DEFAULT, ENVIRONMENT::get);
    }
}
