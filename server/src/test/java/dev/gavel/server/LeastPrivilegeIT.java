package dev.gavel.cli.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.gavel.auction.AccountId;
import dev.gavel.dev.EmbeddedPostgres;
import dev.gavel.dev.EmbeddedRedis;
import dev.gavel.server.Server;
import dev.gavel.server.ServerConfig;
import dev.gavel.server.ServerConfig.LedgerSettings;
import dev.gavel.server.ServerConfig.ShardSettings;
import dev.gavel.server.identity.KeySet;
import dev.gavel.server.identity.Role;
import dev.gavel.server.identity.Tokens;
import dev.gavel.server.ledger.Ledger;
import dev.gavel.server.platform.StartupException;
import dev.gavel.shards.ShardAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A server with passwords and no more rights than it needs in both stores, as SECURITY.md has them. */
class LeastPrivilegeIT {
    /** As in SECURITY.md. */
    private static final String ACL = "on >%s ~{b* ~gavel:* resetchannels -@all +hello +ping"
            + " +client|setname +config|get +time +eval +evalsha +exists +get +set +mget +mset +pexpire +hget +hmget"
            + " +hgetall +hset +hsetnx +hdel +zadd +zrem +zcard +zscore +zrevrank +zrevrange +zrangebyscore +xadd"
            + " +xrange +xtrim";

    private static final String REDIS_SECRET = "redis-5ecret";
    private static final String POSTGRES_SECRET = "postgres-5ecret";
    private static final String WRONG_SECRET = "wrong-5ecret";

    @TempDir
    @SuppressWarnings("NullAway.Init") // Set by JUnit.
    private Path folder;

    @Test
    void aServerWorksByItsOwnRolesAndTellsNoPassword() throws Exception {
        var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        var log = new ListAppender<ILoggingEvent>();
        log.start();
        root.addAppender(log);
        try (var redis = EmbeddedRedis.start(
                        folder.resolve("redis"),
                        Map.of("user default", "off", "user node", ACL.formatted(REDIS_SECRET)));
                var postgres = EmbeddedPostgres.start(folder.resolve("postgres"))) {
            ShardAddress owner = ShardAddress.parse(
                    "ledger.shards", postgres.ensureDatabases(List.of("gavel0")).getFirst());
            try (var connection = DriverManager.getConnection(owner.url(), owner.user(), owner.password());
                    var statement = connection.createStatement()) {
                statement.execute("create role gavel_server nologin");
                statement.execute("create role node login password '" + POSTGRES_SECRET + "' in role gavel_server");
            }
            Ledger.migrate(List.of(owner), ServerConfig.DEFAULT.ledger().pool());
            String address = "@127.0.0.1:" + redis.port();
            Tokens tokens = Tokens.withNewKey(InstantSource.system());
            KeySet keys = KeySet.parse(tokens.publicKeySet());

            assertThatThrownBy(() -> Server.start(
                            settings("redis://node:" + WRONG_SECRET + address, owner.url(), POSTGRES_SECRET), keys))
                    .isInstanceOf(StartupException.class)
                    .hasMessageNotContaining("5ecret");
            ServerConfig settings = settings("redis://node:" + REDIS_SECRET + address, owner.url(), POSTGRES_SECRET);
            assertThat(settings.toString()).doesNotContain("5ecret");
            try (Server server = Server.start(settings, keys)) {
                FuzzRun.Result result = new FuzzRun(server, tokens, 1).run(2_000, 8, _ -> {});
                assertThat(result.tally().faults()).isEmpty();
                assertThat(result.tally().outcomes()).containsKey("HTTP 201").doesNotContainKey("HTTP 503");
                settles(server.port(), tokens.mint(new AccountId("sue"), Set.of(Role.SELLER), Duration.ofHours(1)));
            }
        } finally {
            root.detachAppender(log);
        }
        assertThat(log.list)
                .extracting(event -> event.getFormattedMessage()
                        + (event.getThrowableProxy() == null
                                ? ""
                                : event.getThrowableProxy().getMessage()))
                .noneMatch(line -> line.contains("5ecret"))
                .noneMatch(line -> line.contains("NOPERM"))
                .noneMatch(line -> line.contains("permission denied"));
    }

    private static ServerConfig settings(String redisUri, String jdbcUrl, String password) {
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
                usual.feed());
    }

    /** From the listing to the result: closing, releasing and trimming need rights, too. */
    private static void settles(int port, String seller) throws IOException {
        String id;
        try (var connection = new Connection(port)) {
            byte[] listing = Samples.listing(Instant.now().plusSeconds(2)).getBytes(UTF_8);
            connection.send(HttpInputs.post("/v1/auctions", listing, HttpInputs.authorized(seller)));
            id = connection.answer().body().replaceFirst("(?s).*?\"id\":\"(\\d+)\".*", "$1");
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            try (var connection = new Connection(port)) {
                connection.send(("GET /v1/auctions/" + id + " HTTP/1.1\r\nhost: x\r\n\r\n").getBytes(UTF_8));
                return connection.answer().body().contains("\"UNSOLD\"");
            }
        });
    }
}
