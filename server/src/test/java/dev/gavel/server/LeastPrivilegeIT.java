package dev.gavel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.gavel.auction.AccountId;
import dev.gavel.auction.RequestId;
import dev.gavel.dev.EmbeddedPostgres;
import dev.gavel.dev.EmbeddedRedis;
import dev.gavel.server.ServerConfig.LedgerSettings;
import dev.gavel.server.ServerConfig.ShardSettings;
import dev.gavel.server.identity.KeySet;
import dev.gavel.server.identity.Role;
import dev.gavel.server.identity.Tokens;
import dev.gavel.server.ledger.Ledger;
import dev.gavel.shards.ShardAddress;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A server with the passwords and rights that SECURITY.md gives it in both stores, which are its own. */
class LeastPrivilegeIT {
    private static final Path SECURITY = Path.of("..", "SECURITY.md");
    private static final String SECRET = "5ecret";
    private static final String REDIS_SECRET = "redis-" + SECRET;
    private static final String POSTGRES_SECRET = "postgres-" + SECRET;
    private static final String ADMIN_SECRET = "admin-" + SECRET;
    private static final Pattern GRANT = Pattern.compile("\\+(\\S+)");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Tokens tokens = Tokens.withNewKey(InstantSource.system());
    private final KeySet keys = KeySet.parse(tokens.publicKeySet());
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @TempDir
    @SuppressWarnings("NullAway.Init") // Set by JUnit.
    private Path folder;

    private String acl;
    private EmbeddedRedis redis;
    private EmbeddedPostgres postgres;
    private ShardAddress owner;

    @BeforeEach
    void startStores() throws Exception {
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        root().addAppender(log);
        acl = block("user node ");
        redis = EmbeddedRedis.start(
                folder.resolve("redis"),
                Map.of(
                        "user default",
                        "off",
                        "user admin",
                        "on >" + ADMIN_SECRET + " ~* +@all",
                        "user node",
                        acl.replace("PASSWORD", REDIS_SECRET)));
        postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
        owner = ShardAddress.parse(
                "ledger.shards", postgres.ensureDatabases(List.of("gavel0")).getFirst());
        // The schema first: that the roles come later must not matter.
        migrate();
        try (var connection = DriverManager.getConnection(owner.url(), owner.user(), owner.password());
                var statement = connection.createStatement()) {
            statement.execute("create role gavel_server "
                    + block("create role gavel_server ").replace("PASSWORD", POSTGRES_SECRET));
        }
        migrate();
    }

    @AfterEach
    void stopStores() {
        root().detachAppender(log);
        http.shutdownNow();
        redis.close();
        postgres.close();
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    /** What follows these words in a block of code of SECURITY.md, in one line. */
    private static String block(String begin) throws IOException {
        Matcher found = Pattern.compile("(?s)```\\w*\n" + begin + "(.*?)```").matcher(Files.readString(SECURITY));
        assertThat(found.find()).as("a block that begins with %s", begin).isTrue();
        return found.group(1).replaceAll("\\s+", " ").strip();
    }

    private void migrate() {
        Ledger.migrate(List.of(owner), ServerConfig.DEFAULT.ledger().pool());
    }

    private ServerConfig settings(String redisUri, String jdbcUrl, String password) {
        ServerConfig usual = ServerConfig.DEFAULT;
        return new ServerConfig(
                usual.buckets(),
                usual.arena().withRedisUri(redisUri),
                usual.bidding(),
                usual.admission(),
                new LedgerSettings(
                        List.of(new ShardSettings(jdbcUrl, "node", password)),
                        usual.ledger().pool(),
                        usual.ledger().reader()),
                usual.api().onPort(0),
                usual.identity(),
                usual.feed(),
                usual.recovery(),
                usual.offers().in(folder.resolve("pictures")),
                usual.metrics(),
                usual.traces());
    }

    private ServerConfig settings() {
        return settings(redisUri(REDIS_SECRET), owner.url(), POSTGRES_SECRET);
    }

    private String redisUri(String password) {
        return "redis://node:" + password + "@127.0.0.1:" + redis.port();
    }

    @Test
    void aServerNeedsTheRightsOfSecurityMdAndNoOthers() throws Exception {
        try (var admin = RedisClient.create("redis://admin:" + ADMIN_SECRET + "@127.0.0.1:" + redis.port());
                var commands = admin.connect()) {
            try (var server = Server.start(settings(), keys)) {
                useAll(server.port());
            }
            // The next one makes again what is lost.
            commands.sync().flushall();
            try (var server = Server.start(settings(), keys)) {
                awaitReady(server.port());
                assertThat(bid(server.port(), list(server.port(), Duration.ofDays(1)), "ann", 2_000))
                        .isEqualTo(201);
            }
            await().untilAsserted(() -> assertThat(neverUsed(commands)).isEmpty());
            assertThat(commands.sync().aclLog()).isEmpty();
        }
        assertThat(printed()).noneMatch(line -> line.contains("NOPERM") || line.contains("permission denied"));
    }

    /** Everything that a client can have the server do, to the result and what comes of it. */
    private void useAll(int port) throws Exception {
        String open = list(port, Duration.ofDays(1));
        String cancelled = list(port, Duration.ofDays(1));
        assertThat(bid(port, open, "ann", 5_000)).isEqualTo(201);
        // Last, when the server is warm: five bids must come before it ends.
        String ending = list(port, Duration.ofSeconds(5));
        assertThat(bid(port, ending, "ann", 5_000)).isEqualTo(201);
        assertThat(bid(port, ending, "bob", 4_000)).isEqualTo(201);
        assertThat(bid(port, ending, "bob", 10)).isEqualTo(409);
        RequestId again = RequestId.at(Instant.now(), ThreadLocalRandom.current());
        assertThat(bid(port, ending, "ann", 6_000, again)).isEqualTo(201);
        assertThat(bid(port, ending, "ann", 6_000, again)).isEqualTo(201);
        String auctions = "/v1/auctions/";
        assertThat(send(to(port, auctions + cancelled, seller())
                                .header("content-type", "application/json")
                                .method("PATCH", BodyPublishers.ofString("{\"title\":\"Another vase\"}")))
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(to(port, auctions + cancelled + "/cancel", seller()).POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(204);
        for (String path : List.of(
                auctions,
                auctions + "?q=vase",
                auctions + open,
                auctions + open + "/ranking",
                auctions + open + "/bids",
                "/v1/me/bids")) {
            assertThat(send(to(port, path.replaceFirst("/(\\?|$)", "$1"), bidder("ann")))
                            .statusCode())
                    .as(path)
                    .isEqualTo(200);
        }
        operate(port, open);
        await().until(() ->
                send(to(port, auctions + ending, bidder("ann"))).body().contains("\"SOLD\""));
    }

    private void operate(int port, String auction) throws Exception {
        String operator = tokens.mint(new AccountId("olga"), Set.of(Role.OPERATOR), Duration.ofHours(1));
        String changed = "/v1/auctions/" + auction + "/";
        change(to(port, changed + "bidders/bob", operator), "PUT", "{\"standing\":\"BLOCKED\"}");
        change(to(port, changed + "pause", operator), "POST", "{\"reason\":\"a fire alarm\"}");
        change(to(port, changed + "resume", operator), "POST", "{\"reason\":\"it was none\"}");
        assertThat(bid(port, auction, "bob", 9_000)).isEqualTo(403);
        assertThat(send(to(port, changed + "bidders", operator)).body()).contains("BLOCKED");
        String operations = "/v1/operations/";
        String node = "";
        for (String path : List.of("quarantine", "auctions/" + auction + "/decisions", "nodes", "node")) {
            HttpResponse<String> answer = send(to(port, operations + path, operator));
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            node = answer.body().replaceFirst("(?s).*?\"node\":\"(\\w+)\".*", "$1");
        }
        for (String wish : List.of("/drain", "/undrain")) {
            assertThat(send(to(port, operations + "nodes/" + node + wish, operator)
                                    .POST(BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(204);
        }
    }

    private void change(HttpRequest.Builder request, String method, String body) throws Exception {
        assertThat(send(request.header("content-type", "application/json")
                                .method(method, BodyPublishers.ofString(body)))
                        .statusCode())
                .as(method + " " + body)
                .isEqualTo(204);
    }

    private List<String> neverUsed(StatefulRedisConnection<String, String> admin) {
        String stats = admin.sync().info("commandstats");
        return GRANT.matcher(acl)
                .results()
                .map(grant -> grant.group(1))
                .filter(command -> !stats.contains("cmdstat_" + command + ":"))
                .toList();
    }

    @Test
    void noFailureOfAStoreTellsAPassword() throws Exception {
        assertThat(settings().toString()).doesNotContain(SECRET);
        String noHost = "jdbc:postgresql://127.0.0.1:1/gavel0";
        for (ServerConfig wrong : List.of(
                settings(redisUri("wrong-" + SECRET), owner.url(), POSTGRES_SECRET),
                settings("redis://node:" + REDIS_SECRET + "@127.0.0.1:1", owner.url(), POSTGRES_SECRET),
                settings("redis://node:" + REDIS_SECRET + "@127.0.0.1:port", owner.url(), POSTGRES_SECRET),
                settings("redis-sentinel://node:" + REDIS_SECRET + "@127.0.0.1:1#gavel", owner.url(), POSTGRES_SECRET),
                settings("redis-sentinel://node:" + REDIS_SECRET + "@127.0.0.1:1", owner.url(), POSTGRES_SECRET),
                settings("redis//node:" + REDIS_SECRET + "@127.0.0.1:1", owner.url(), POSTGRES_SECRET),
                settings("redis://node:" + REDIS_SECRET + "%zz@127.0.0.1:1", owner.url(), POSTGRES_SECRET),
                settings(redisUri(REDIS_SECRET), owner.url(), "wrong-" + SECRET),
                settings(redisUri(REDIS_SECRET), noHost, POSTGRES_SECRET))) {
            assertThatThrownBy(() -> Server.start(wrong, keys))
                    .satisfies(e -> assertThat(stackTrace(e)).doesNotContain(SECRET));
        }
        for (String url : List.of(
                owner.url() + "&password=" + POSTGRES_SECRET,
                "jdbc:postgresql://node:" + POSTGRES_SECRET + "@127.0.0.1:" + postgres.port() + "/gavel0",
                "postgresql://node:" + POSTGRES_SECRET + "@127.0.0.1/gavel0")) {
            assertThatThrownBy(() -> Server.start(settings(redisUri(REDIS_SECRET), url, POSTGRES_SECRET), keys))
                    .satisfies(e -> assertThat(stackTrace(e)).doesNotContain(SECRET));
        }
        try (var server = Server.start(settings(), keys)) {
            int port = server.port();
            String auction = list(port, Duration.ofDays(1));
            postgres.close();
            assertThat(send(to(port, "/v1/me/bids", bidder("ann"))).body()).doesNotContain(SECRET);
            redis.close();
            assertThat(send(to(port, "/v1/auctions/" + auction, bidder("ann"))).body())
                    .doesNotContain(SECRET);
            await().until(() -> send(to(port, "/health/ready", "")).statusCode() == 503);
            assertThat(send(to(port, "/health/ready", "")).body()).doesNotContain(SECRET);
        }
        assertThat(printed()).isNotEmpty().noneMatch(line -> line.contains(SECRET));
    }

    private List<String> printed() {
        var lines = new ArrayList<String>();
        for (ILoggingEvent event : log.list) {
            var thrown = event.getThrowableProxy();
            lines.add(event.getFormattedMessage() + (thrown == null ? "" : ThrowableProxyUtil.asString(thrown)));
        }
        return lines;
    }

    private static String stackTrace(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(50));
    }

    private void awaitReady(int port) {
        await().until(() -> send(to(port, "/health/ready", "")).statusCode() == 200);
    }

    private String seller() {
        return tokens.mint(new AccountId("sue"), Set.of(Role.SELLER), Duration.ofHours(1));
    }

    private String bidder(String name) {
        return tokens.mint(new AccountId(name), Set.of(Role.BIDDER), Duration.ofHours(1));
    }

    private String list(int port, Duration length) throws Exception {
        String body = """
                {"title":"A vase","currency":"KRW","bidding":"PROXY","opening":1000,
                 "steps":[{"from":0,"step":100}],"closesAt":"%s"}""".formatted(Instant.now().plus(length).truncatedTo(ChronoUnit.MILLIS));
        HttpResponse<String> answer = send(to(port, "/v1/auctions", seller()).POST(BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return answer.body().replaceFirst("(?s).*?\"id\":\"(\\d+)\".*", "$1");
    }

    private int bid(int port, String auction, String name, long amount) throws Exception {
        return bid(port, auction, name, amount, RequestId.at(Instant.now(), ThreadLocalRandom.current()));
    }

    private int bid(int port, String auction, String name, long amount, RequestId id) throws Exception {
        return send(to(port, "/v1/auctions/" + auction + "/bids", bidder(name))
                        .header("idempotency-key", id.toString())
                        .POST(BodyPublishers.ofString("{\"amount\":" + amount + ",\"currency\":\"KRW\"}")))
                .statusCode();
    }

    private static HttpRequest.Builder to(int port, String path, String token) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .header("content-type", "application/json");
        return token.isEmpty() ? request : request.header("authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
