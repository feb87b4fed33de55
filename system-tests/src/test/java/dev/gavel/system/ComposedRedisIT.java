package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gavel.dev.EmbeddedRedis;
import dev.gavel.dev.EmbeddedRedisCluster;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The Redis Cluster of deploy/compose, by its commands, without its containers. */
final class ComposedRedisIT {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Path FOLDER = Sources.find().root().resolve("deploy/compose");
    private static final int SERVERS = 6;
    private static final int PORT_MIN = 11_000;
    private static final int PORTS = 2_000;
    private static final int BUS = 10_000;
    private static final String PASSWORD = "a-password";
    private static final Duration START_MAX = Duration.ofSeconds(20);
    private static final Duration FORMED_MAX = Duration.ofSeconds(90);

    /** What may be other than where all tests run: places, passwords, and how much time and memory it has. */
    private static final Set<String> OTHERS = Set.of(
            "bind",
            "cluster-config-file",
            "cluster-node-timeout",
            "dir",
            "logfile",
            "masterauth",
            "maxmemory",
            "pidfile",
            "port",
            "proc-title-template",
            "repl-diskless-sync-delay",
            "requirepass");

    @Test
    void itIsSetUpAsInAllTestsAndEachPrimaryHasItsReplicaWhenServersStart(@TempDir Path directory) throws IOException {
        assumeTrue(Program.isInstalled("redis-cli"), "redis-cli is missing: apt install redis-tools");
        List<Program> servers = new ArrayList<>();
        try {
            List<Integer> ports = ports();
            for (int port : ports) {
                servers.add(redis(Files.createDirectory(directory.resolve("redis-" + port)), port));
            }
            await("all answer").atMost(START_MAX).until(() -> ports.stream().allMatch(ComposedRedisIT::answers));
            form(ports);
            for (int port : ports) {
                String replication = asked(deployed(port), redis -> redis.info("replication"));
                assertThat(replication).containsAnyOf("state=online", "master_link_status:up");
            }
            // A second time, as after a restart of the host: nothing is left to do.
            form(ports);
            assertSetUpAsTested(ports.getFirst(), directory.resolve("tested"));
        } finally {
            servers.forEach(Program::close);
        }
    }

    /** By the command of base.yaml, but for its place. */
    private static Program redis(Path directory, int port) throws IOException {
        JsonNode service = YAML.readTree(FOLDER.resolve("base.yaml")).at("/services/redis");
        List<String> command = texts(service.path("command"));
        assertThat(command).hasSize(3).startsWith("sh", "-c");
        String script = command.getLast()
                .replace("$$", "$")
                .replace("--port 6379", "--port " + port + " --bind 127.0.0.1")
                .replace("--dir /data", "--dir " + directory);
        assertThat(script).contains(directory.toString(), "--port " + port);
        Path programs = Files.createDirectory(directory.resolve("bin"));
        Files.createSymbolicLink(programs.resolve("redis-server"), EmbeddedRedis.executable());
        return Program.run(List.of(
                "env",
                "PATH=" + programs + ":" + System.getenv("PATH"),
                "REDIS_PASSWORD=" + PASSWORD,
                "sh",
                "-c",
                script));
    }

    /** By the command of compose.yaml. */
    private static void form(List<Integer> ports) {
        JsonNode service = YAML.readTree(FOLDER.resolve("compose.yaml")).at("/services/redis-cluster");
        assertThat(texts(service.path("entrypoint"))).startsWith("bash").hasSize(2);
        assertThat(texts(service.path("command"))).hasSize(SERVERS);
        List<String> command = new ArrayList<>(List.of(
                "env",
                "REDISCLI_AUTH=" + PASSWORD,
                "bash",
                FOLDER.resolve("redis-cluster").toString()));
        ports.forEach(port -> command.add("127.0.0.1:" + port));
        try (Program form = Program.run(command)) {
            assertThat(form.exitCode(FORMED_MAX))
                    .as(form.out() + " " + form.err())
                    .isZero();
        }
    }

    private static void assertSetUpAsTested(int port, Path directory) {
        Map<String, String> deployed = asked(deployed(port), redis -> redis.configGet("*"));
        try (var tested = EmbeddedRedisCluster.start(directory, SERVERS / 2)) {
            Map<String, String> expected =
                    asked(tested.primaries().getFirst().redisUri(), redis -> redis.configGet("*"));
            Set<String> all = new TreeSet<>(expected.keySet());
            all.addAll(deployed.keySet());
            all.removeAll(OTHERS);
            Map<String, String> other = new TreeMap<>();
            for (String name : all) {
                if (!Objects.equals(deployed.get(name), expected.get(name))) {
                    other.put(name, deployed.get(name) + " instead of " + expected.get(name));
                }
            }
            assertThat(other).isEmpty();
        }
    }

    private static String deployed(int port) {
        return "redis://:" + PASSWORD + "@127.0.0.1:" + port;
    }

    private static boolean answers(int port) {
        try {
            return asked(deployed(port), RedisCommands::ping).equals("PONG");
        } catch (RedisException e) {
            return false;
        }
    }

    private static <T> T asked(String uri, Function<RedisCommands<String, String>, T> question) {
        try (var client = RedisClient.create(uri);
                var connection = client.connect()) {
            return question.apply(connection.sync());
        }
    }

    /** Those of a cluster's bus are 10,000 above: both have to lie below what the system gives to connections. */
    private static List<Integer> ports() {
        List<Integer> free = new ArrayList<>();
        for (int port = PORT_MIN + ThreadLocalRandom.current().nextInt(PORTS); free.size() < SERVERS; port++) {
            try (var _ = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"));
                    var _ = new ServerSocket(port + BUS, 1, InetAddress.ofLiteral("127.0.0.1"))) {
                free.add(port);
            } catch (IOException e) {
                assertThat(port).as(e.getMessage()).isLessThan(PORT_MIN + 2 * PORTS);
            }
        }
        return free;
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).toList();
    }
}
