package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.server.ServerConfig;
import dev.gavel.server.arena.Durability;
import dev.gavel.server.platform.ConfigFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What deploy/compose says, held against the files that it names. Nothing is started. */
class ComposeTest {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Path DEPLOY = Sources.find().root().resolve("deploy");
    private static final Path FOLDER = DEPLOY.resolve("compose");
    private static final String SECRETS = "./secrets/";
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z0-9_]+)");
    private static final Pattern MEMORY_OF_REDIS = Pattern.compile("--maxmemory (\\d+)mb");
    private static final Pattern PINNED = Pattern.compile("[a-z/]+:v?\\d+\\.\\d+\\.?\\d*(-[a-z]+)?");
    private static final Pattern PINNED_BY_VARIABLE = Pattern.compile("\\$\\{GAVEL_(?:BLUE|GREEN)_IMAGE:-gavel:\\d.*}");

    private final JsonNode compose = YAML.readTree(FOLDER.resolve("compose.yaml"));
    private final Map<String, JsonNode> services = services();

    /** With what they take from others. */
    private Map<String, JsonNode> services() {
        JsonNode base = YAML.readTree(FOLDER.resolve("base.yaml")).path("services");
        Map<String, JsonNode> whole = new TreeMap<>();
        compose.path("services").properties().forEach(service -> {
            ObjectNode merged = YAML.createObjectNode();
            String from = service.getValue().path("extends").path("service").asString("");
            base.path(from).properties().forEach(part -> merged.set(part.getKey(), part.getValue()));
            service.getValue().properties().forEach(part -> merged.set(part.getKey(), part.getValue()));
            whole.put(service.getKey(), merged);
        });
        return whole;
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).toList();
    }

    private JsonNode service(String name) {
        return Objects.requireNonNull(services.get(name), name);
    }

    private String environment(String service, String name) {
        return service(service).path("environment").path(name).asString("");
    }

    @Test
    void theWholeIsThere() {
        assertThat(services).containsKeys("haproxy", "prometheus", "alertmanager", "grafana");
        assertThat(names("gavel-")).hasSize(4);
        assertThat(names("redis-\\d")).hasSize(6);
        assertThat(names("postgres-")).hasSize(4);
    }

    private List<String> names(String prefix) {
        return services.keySet().stream()
                .filter(name -> name.matches(prefix + ".*"))
                .toList();
    }

    @Test
    void everyImageIsPinnedAndBounded() {
        services.forEach((name, service) -> {
            String image = service.path("image").asString("");
            assertThat(PINNED.matcher(image).matches()
                            || PINNED_BY_VARIABLE.matcher(image).matches())
                    .as(name + " has " + image)
                    .isTrue();
            JsonNode limits = service.path("deploy").path("resources").path("limits");
            assertThat(limits.has("cpus") && limits.has("memory")).as(name).isTrue();
            assertThat(texts(service.path("security_opt"))).as(name).contains("no-new-privileges:true");
            // The servers' is in their image.
            boolean once = service.path("restart").asString("").equals("no");
            assertThat(once || name.startsWith("gavel-") || service.has("healthcheck"))
                    .as(name)
                    .isTrue();
        });
    }

    @Test
    void whatIsMountedIsThere() {
        Set<String> volumes = new TreeSet<>();
        String secrets = Sources.find().read("deploy/compose/secrets/README.md");
        services.values()
                .forEach(service -> texts(service.path("volumes")).forEach(mount -> {
                    String from = mount.substring(0, mount.indexOf(':'));
                    if (!from.startsWith(".")) {
                        volumes.add(from);
                    } else if (from.startsWith(SECRETS)) {
                        assertThat(secrets).contains("`" + from.substring(SECRETS.length()) + "`");
                    } else {
                        assertThat(Files.exists(FOLDER.resolve(from))).as(mount).isTrue();
                        assertThat(mount).endsWith(":ro");
                    }
                }));
        assertThat(compose.path("volumes").propertyNames()).containsExactlyInAnyOrderElementsOf(volumes);
    }

    @Test
    void onlyThisHostReachesItAndNoSecretIsInIt() {
        Map<String, List<String>> published = new TreeMap<>();
        services.forEach((name, service) -> {
            if (service.has("ports")) {
                published.put(name, texts(service.path("ports")));
            }
            service.path("environment").properties().stream()
                    .filter(one -> one.getKey().matches(".*(PASSWORD|AUTH).*"))
                    .forEach(one -> assertThat(one.getValue().asString())
                            .as(name + " " + one.getKey())
                            .matches("\\$\\{GAVEL_[A-Z]+_PASSWORD(:\\?.*)?}"));
        });
        assertThat(published)
                .isEqualTo(
                        Map.of("haproxy", List.of("127.0.0.1:8080:8080"), "grafana", List.of("127.0.0.1:3000:3000")));
        assertThat(compose.path("networks").path("stores").path("internal").asBoolean())
                .isTrue();
    }

    @Test
    void whoeverIsWaitedForIsThere() {
        services.forEach((name, service) -> {
            JsonNode waits = service.path("depends_on");
            assertThat(services.keySet())
                    .as(name)
                    .containsAll(waits.isObject() ? List.copyOf(waits.propertyNames()) : texts(waits));
        });
    }

    @Test
    void haproxyFindsBothGenerationsAndPrometheusTheServers() {
        String settings = Sources.find().read("deploy/haproxy-blue-green.cfg");
        Set<String> asked =
                VARIABLE.matcher(settings).results().map(it -> it.group(1)).collect(Collectors.toSet());
        assertThat(asked)
                .isEqualTo(Set.copyOf(service("haproxy").path("environment").propertyNames()));
        List<String> addresses = Stream.of("BLUE_1", "BLUE_2", "GREEN_1", "GREEN_2")
                .map(node -> environment("haproxy", "GAVEL_" + node))
                .toList();
        assertThat(addresses).containsExactly("gavel-1:8080", "gavel-2:8080", "gavel-3:8080", "gavel-4:8080");
        // Those that are live at first, by the names of HAProxy's.
        List<String> targets = new ArrayList<>();
        YAML.readTree(DEPLOY.resolve("prometheus/targets/gavel.yml"))
                .forEach(some -> targets.addAll(texts(some.path("targets"))));
        assertThat(targets).isEqualTo(addresses.subList(0, 2));
        assertThat(texts(service("prometheus").path("volumes")))
                .contains("../prometheus/targets:/etc/prometheus/targets:ro");
        // An engine may give a container a thousand files, or a billion.
        for (String name : List.of("haproxy", "gavel-1", "gavel-2", "gavel-3", "gavel-4")) {
            JsonNode files = service(name).path("ulimits").path("nofile");
            assertThat(files.path("soft").asInt()).as(name).isGreaterThan(50_000);
            assertThat(files.path("hard")).as(name).isEqualTo(files.path("soft"));
        }
    }

    @Test
    void theNextSwitchNeedsNoOtherFileThanDotEnv() {
        String example = Sources.find().read("deploy/compose/.env.example");
        assertThat(example).contains("COMPOSE_PROFILES=blue\n");
        Map<String, List<String>> generations =
                Map.of("blue", List.of("gavel-1", "gavel-2"), "green", List.of("gavel-3", "gavel-4"));
        generations.forEach((colour, nodes) -> {
            String variable = "GAVEL_" + colour.toUpperCase(Locale.ROOT) + "_IMAGE";
            JsonNode migration = service("migrate-" + colour);
            assertThat(migration.path("image").asString()).isEqualTo("${" + variable + ":-gavel:0.1.0}");
            assertThat(example).contains(variable + "=");
            assertThat(texts(migration.path("profiles"))).containsExactly(colour);
            for (String node : nodes) {
                assertThat(service(node).path("image")).as(node).isEqualTo(migration.path("image"));
                assertThat(service(node).path("profiles")).as(node).isEqualTo(migration.path("profiles"));
                assertThat(service(node).path("depends_on").propertyNames())
                        .as(node)
                        .containsExactly("migrate-" + colour, "redis-cluster");
            }
        });
        // Whatever else stands on a generation would not start without it, or would start it.
        services.forEach((name, service) -> assertThat(service.has("profiles")
                        || !service.path("depends_on").toString().contains("gavel-"))
                .as(name)
                .isTrue());
    }

    @Test
    void theServersReadTheirSettings() {
        ServerConfig settings = ConfigFile.load(
                FOLDER.resolve("gavel.yaml"), ServerConfig.class, ServerConfig.DEFAULT, name -> "of-" + name);
        assertThat(settings.arena().durability()).isEqualTo(Durability.REPLICA);
        assertThat(settings.api().port()).isEqualTo(8080);
        assertThat(settings.api().limits().announceFor()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.ledger().shards())
                .extracting(ServerConfig.ShardSettings::url)
                .containsExactlyElementsOf(names("postgres-").stream()
                        .map(name -> "jdbc:postgresql://" + name + ":5432/gavel")
                        .toList());
        // A connection of each pool of four servers, as base.yaml says.
        assertThat(4 * settings.ledger().pool().connectionsMax()).isLessThan(120);
        assertThat(settings.arena().redisUri().split(",", -1))
                .containsExactlyElementsOf(Stream.of(1, 2, 3)
                        .map(number -> service("redis-" + number)
                                .path("networks")
                                .path("stores")
                                .path("ipv4_address")
                                .asString())
                        .map(address -> "redis://:of-GAVEL_REDIS_PASSWORD@" + address + ":6379")
                        .toList());
        assertThat(settings.api().clients().exempt())
                .contains(compose.path("networks")
                        .path("front")
                        .path("ipam")
                        .path("config")
                        .path(0)
                        .path("subnet")
                        .asString());
    }

    /** Its settings are ComposedRedisIT's. */
    @Test
    void redisHasRoomForARewriteAndIsNotRoot() {
        services.forEach((name, service) -> {
            if (!service.path("image").asString("").startsWith("redis:")) {
                return;
            }
            assertThat(service.path("user").asString("")).as(name).isEqualTo("redis");
            Matcher data = MEMORY_OF_REDIS.matcher(service.path("command").toString());
            if (data.find()) {
                long limit = Long.parseLong(
                        service.at("/deploy/resources/limits/memory").asString().replaceFirst("M$", ""));
                assertThat(2 * Long.parseLong(data.group(1))).as(name).isLessThan(limit);
            }
            assertThat(data.hasMatch()).as(name).isEqualTo(name.matches("redis-\\d"));
        });
    }
}
