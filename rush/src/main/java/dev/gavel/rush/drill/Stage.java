package dev.gavel.rush.drill;

import dev.gavel.auction.AuctionId;
import dev.gavel.dev.BlueGreen;
import dev.gavel.dev.DevStores;
import dev.gavel.dev.EmbeddedHaproxy;
import dev.gavel.dev.EmbeddedRedis;
import dev.gavel.dev.EmbeddedRedisCluster;
import dev.gavel.rush.drill.Drill.Scene;
import dev.gavel.rush.history.Kept;
import dev.gavel.rush.load.ClientProcess;
import dev.gavel.rush.load.LaneConfig;
import dev.gavel.rush.load.PlanConfig;
import dev.gavel.rush.opening.RunTokens;
import dev.gavel.rush.targets.AuctionApi;
import dev.gavel.rush.targets.ChildJvm;
import dev.gavel.rush.targets.GavelNode;
import dev.gavel.rush.targets.GavelRecords;
import dev.gavel.rush.targets.GavelSettings;
import dev.gavel.rush.targets.Observed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What drills are played on: real stores, links to them, two nodes in processes of their own, and the bidders. */
final class Stage implements AutoCloseable {
    static final int NODES = 2;
    static final int PRIMARIES = 3;
    /** As deploy/haproxy.cfg asks for. */
    private static final Duration ANNOUNCE_FOR = Duration.ofSeconds(2);

    private static final Duration START_MAX = Duration.ofSeconds(60);
    /** Long enough for a ledger's reader that pauses after failures, and for bells that wait for a dead node. */
    private static final Duration SETTLED_MAX = Duration.ofSeconds(45);

    private final Path directory;
    private final Scene scene;
    private final DevStores stores;
    private final @Nullable EmbeddedRedisCluster cluster;
    private final @Nullable EmbeddedHaproxy balancer;
    private final @Nullable BlueGreen blueGreen;
    private final Link redis;
    private final List<Link> shards;
    private final RunTokens tokens;
    private final List<GavelNode> nodes = new ArrayList<>();
    private final ChildJvm bidders;
    private final GavelRecords records;

    /** @param directory for configurations, logs and histories */
    Stage(Path directory, Scene scene, LaneConfig lane, PlanConfig plan) {
        this.directory = directory;
        this.scene = scene;
        this.tokens = new RunTokens(lane, plan);
        this.bidders = ChildJvm.start(
                "the bidders' process",
                // Cut connections are what a drill is about, and each is a line there.
                ProcessBuilder.Redirect.to(directory.resolve("bidders.log").toFile()),
                List.of(),
                ClientProcess.class);
        this.stores = DevStores.open(storesIn(directory));
        this.cluster =
                scene == Scene.CLUSTER ? EmbeddedRedisCluster.start(directory.resolve("cluster"), PRIMARIES) : null;
        this.redis = new Link(stores.redis().port());
        this.shards = stores.jdbcUrls().stream()
                .map(_ -> new Link(stores.postgres().port()))
                .toList();
        this.records = new GavelRecords(
                cluster == null ? stores.redisUri() : cluster.redisUris(), stores.jdbcUrls(), SETTLED_MAX);
        for (int i = 1; i <= NODES; i++) {
            nodes.add(start("node-" + i, directory, i == NODES && scene == Scene.BALANCED));
        }
        nodes.forEach(GavelNode::awaitReady);
        this.balancer = scene == Scene.BALANCED
                ? EmbeddedHaproxy.start(
                        directory.resolve("haproxy"),
                        nodes.stream().map(GavelNode::address).toList())
                : null;
        this.blueGreen = scene == Scene.BALANCED
                ? BlueGreen.start(
                        directory.resolve("blue-green"),
                        nodes.getFirst().address(),
                        nodes.getLast().address())
                : null;
        bidders.await(ClientProcess.READY, START_MAX);
    }

    /** @param otherScripts whether it is of another generation */
    private GavelNode start(String name, Path directory, boolean otherScripts) {
        int port = freePort();
        List<String> linked = new ArrayList<>();
        for (String url : stores.jdbcUrls()) {
            int link = shards.get(linked.size()).port();
            linked.add(url.replace(":" + stores.postgres().port() + "/", ":" + link + "/"));
        }
        return new GavelNode(
                name,
                directory,
                port,
                new GavelSettings(
                                cluster == null ? "redis://127.0.0.1:" + redis.port() : cluster.redisUris(),
                                linked,
                                port,
                                scene.durability(),
                                false,
                                scene == Scene.BALANCED ? ANNOUNCE_FOR : Duration.ZERO,
                                Observed.METRICS)
                        .text(),
                tokens.keySet(),
                otherScripts);
    }

    /** Nobody else gets it soon: the system gives such ports in turn. */
    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("could not find a free port for a node", e);
        }
    }

    /** Stays after the end, for whoever looks for a cause. Others must get through it: PostgreSQL is not root. */
    private static Path storesIn(Path directory) {
        var through = PosixFilePermissions.fromString("rwx--x--x");
        try {
            Path stores = Files.createDirectories(directory.resolve("stores"));
            for (Path each : List.of(stores, directory, directory.resolveSibling("."))) {
                Files.setPosixFilePermissions(each, through);
            }
            return stores;
        } catch (IOException e) {
            throw new UncheckedIOException("could not make a place for the stores in " + directory, e);
        }
    }

    /** For configurations, logs, and the stores' data. */
    Path directory() {
        return directory;
    }

    /** Plants a fault: bids that were decided can be decided again. */
    void forgetRequestIds() {
        records.forgetRequestIds();
    }

    Scene scene() {
        return scene;
    }

    DevStores stores() {
        return stores;
    }

    /** What the nodes have instead of the one Redis, with no links between. */
    EmbeddedRedisCluster cluster() {
        return Objects.requireNonNull(cluster, "a stage of another scene");
    }

    /** Between the nodes and Redis. */
    Link redis() {
        return redis;
    }

    /** Between the nodes and each shard of the ledger. */
    List<Link> shards() {
        return shards;
    }

    GavelNode node(int number) {
        return nodes.get(number);
    }

    /** Before the first node, which is blue, and the second, which is green and of another generation. */
    BlueGreen blueGreen() {
        return Objects.requireNonNull(blueGreen, "a stage of another scene");
    }

    /** Where bidders bid. */
    List<String> urls(Drill drill) {
        if (drill.name().equals(Generations.NAME)) {
            return List.of(blueGreen().url());
        }
        return balancer != null
                ? List.of(balancer.url())
                : nodes.stream().map(GavelNode::url).toList();
    }

    ChildJvm bidders() {
        return bidders;
    }

    RunTokens tokens() {
        return tokens;
    }

    AuctionApi seller() {
        return new AuctionApi(nodes.getFirst().url(), tokens.seller());
    }

    /** What was kept of these auctions, which must be newer than those that were asked for before. */
    List<Kept> kept(List<AuctionId> auctions, boolean fromLedger) {
        return fromLedger ? records.readFromLedger(auctions) : records.read(auctions);
    }

    /** Whatever a drill has left broken. */
    void mend() {
        redis.mend();
        shards.forEach(Link::mend);
        if (!stores.redis().isRunning()) {
            stores.redis().start();
        }
        if (!stores.postgres().isRunning()) {
            stores.postgres().start();
        }
        if (cluster != null) {
            Stream.concat(cluster.primaries().stream(), cluster.replicas().stream())
                    .filter(server -> !server.isRunning())
                    .forEach(EmbeddedRedis::start);
        }
        for (GavelNode node : nodes) {
            if (!node.isAlive()) {
                node.start();
                node.awaitReady();
            }
        }
    }

    @Override
    public void close() {
        try (stores;
                cluster;
                redis;
                balancer;
                blueGreen;
                bidders) {
            nodes.forEach(GavelNode::close);
        } finally {
            shards.forEach(Link::close);
        }
    }
}
