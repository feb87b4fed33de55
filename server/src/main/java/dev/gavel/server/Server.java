package dev.gavel.server;

import dev.gavel.server.admission.Admission;
import dev.gavel.server.admission.AdmissionConfig;
import dev.gavel.server.admission.Edge;
import dev.gavel.server.admission.EdgeConfig;
import dev.gavel.server.api.ApiServer;
import dev.gavel.server.api.Markets;
import dev.gavel.server.api.Monitoring;
import dev.gavel.server.api.Services;
import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaCheck;
import dev.gavel.server.arena.ArenaException;
import dev.gavel.server.arena.BidLog;
import dev.gavel.server.arena.BuildInfo;
import dev.gavel.server.arena.Durability;
import dev.gavel.server.arena.LogListener;
import dev.gavel.server.arena.NodeId;
import dev.gavel.server.arena.RedisClock;
import dev.gavel.server.arena.RedisServer;
import dev.gavel.server.arena.ScriptTime;
import dev.gavel.server.arena.Sights;
import dev.gavel.server.bidding.BucketTime;
import dev.gavel.server.bidding.PlaceBids;
import dev.gavel.server.bidding.ReadyBidding;
import dev.gavel.server.bidding.TurnLoop;
import dev.gavel.server.bidding.Undecided;
import dev.gavel.server.closing.Closer;
import dev.gavel.server.closing.Presence;
import dev.gavel.server.closing.Release;
import dev.gavel.server.feed.Feed;
import dev.gavel.server.identity.IssuerKeys;
import dev.gavel.server.identity.KeySet;
import dev.gavel.server.identity.KeySource;
import dev.gavel.server.identity.TokenVerifier;
import dev.gavel.server.ledger.Ledger;
import dev.gavel.server.ledger.LedgerCopy;
import dev.gavel.server.ledger.LedgerReader;
import dev.gavel.server.ledger.ReaderStatus;
import dev.gavel.server.listing.ArenaAuctions;
import dev.gavel.server.listing.Categories;
import dev.gavel.server.listing.Reopener;
import dev.gavel.server.meters.BucketMeters;
import dev.gavel.server.meters.QueueMeters;
import dev.gavel.server.meters.RedisMeters;
import dev.gavel.server.monitoring.BidMeters;
import dev.gavel.server.monitoring.HealthCheck;
import dev.gavel.server.monitoring.Metrics;
import dev.gavel.server.monitoring.Readiness;
import dev.gavel.server.monitoring.ReadyMeters;
import dev.gavel.server.operations.HotAuctions;
import dev.gavel.server.operations.NodeOperations;
import dev.gavel.server.page.Person;
import dev.gavel.server.page.RushButton;
import dev.gavel.server.pictures.Pictures;
import dev.gavel.server.platform.StartupException;
import dev.gavel.server.recovery.ArenaGuard;
import dev.gavel.server.recovery.Recovery;
import dev.gavel.server.signin.SignIn;
import dev.gavel.server.signin.SignInConfig;
import dev.gavel.server.tracing.Traces;
import dev.gavel.shards.Buckets;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node: everything it is made of, in the order in which it starts. Closed in the opposite order, so that what is
 * under way always finds what it stands on.
 */
public final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final Ledger ledger;
    private final int port;

    /**
     * Starts a node whose token keys are in the file that the configuration names.
     *
     * @throws StartupException if it cannot run as configured; nothing is left running
     */
    public static Server start(ServerConfig config) {
        String file = config.identity().keySet();
        String url = config.identity().keySetUrl();
        if (file == null && url == null) {
            throw new StartupException(
                    "the setting identity.keySet is missing: a file with the public keys of those who"
                            + " issue tokens, as a JWK Set; or identity.keySetUrl, where they publish it");
        }
        try {
            return start(
                    config,
                    file == null
                            ? IssuerKeys.connect(String.valueOf(url), IssuerKeys.Times.DEFAULT)
                            : KeySet.load(Path.of(file)));
        } catch (UncheckedIOException | IllegalArgumentException e) {
            throw new StartupException(
                    "the setting identity." + (file == null ? "keySetUrl" : "keySet") + ": " + e.getMessage(), e);
        }
    }

    /** Starts a node that trusts these keys. */
    public static Server start(ServerConfig config, KeySource keys) {
        return new Server(config, keys, List.of(), null);
    }

    /**
     * Starts a node that trusts these keys, for development.
     *
     * @param people whom a visitor of the page may choose to be, with tokens that the keys verify
     */
    public static Server start(ServerConfig config, KeySource keys, List<Person> people) {
        return new Server(config, keys, people, null);
    }

    /**
     * Starts a node that trusts these keys, for a demonstration.
     *
     * @param rush what visitors of the page may start
     */
    public static Server start(ServerConfig config, KeySource keys, List<Person> people, RushButton rush) {
        return new Server(config, keys, people, rush);
    }

    private Server(ServerConfig config, KeySource keys, List<Person> people, @Nullable RushButton rush) {
        try {
            if (keys instanceof IssuerKeys issuer) {
                begin(issuer);
            }
            Buckets buckets = config.bucketCount();
            Metrics metrics = begin(new Metrics(config.metrics()));
            MeterRegistry meters = metrics.registry();

            Arena arena = begin(Arena.connect(config.arena(), new ScriptTime.Redis()));
            ArenaCheck.run(arena, buckets);
            RedisClock clock = begin(new RedisClock(arena));
            InstantSource arenaTime = () -> Instant.ofEpochMilli(clock.now());

            this.ledger = begin(Ledger.open(
                    config.ledger().addresses(),
                    config.ledger().pool(),
                    buckets,
                    config.ledger().reader(),
                    arenaTime));
            ledger.measure(meters, arenaTime);
            var router = ledger.router();
            var bidMeters = new BidMeters(
                    metrics,
                    router.shards().all().size(),
                    auction -> router.map().shardOf(router.bucketOf(auction.value())));

            LedgerCopy copy = config.arena().durability() == Durability.LOG
                    ? ledger.copy(config.arena().log().waitMax(), arena.floors()::of)
                    : null;

            // Closes the gate to the arena; start opens it where the arena is level with the ledger.
            var recovery = new Recovery(arena, clock, buckets, ledger.arenaSource());
            ArenaGuard guard = begin(new ArenaGuard(arena, buckets, recovery, config.recovery(), copy, meters));
            NodeId node = NodeId.random();
            // Left after the last bid is answered: no bell waits for a node that holds none.
            Presence presence = begin(new Presence(arena, clock, node));
            var undecided = new Undecided(buckets, config.arena().drainMax());
            begin(new Closer(arena, clock, presence, undecided::answeredBefore, buckets, meters));
            Traces traces = begin(new Traces(config.traces(), clock, node.toString()));
            var decide = traces.over(new PlaceBids(arena, node, copy), arena::serverName);
            TurnLoop turns = begin(
                    new TurnLoop(config.bidding(), buckets, decide, arena::serverName, arena.turnThread(), meters));
            AdmissionConfig limits = config.admission();
            var ready = new BucketTime(new ReadyBidding(arena.gate(), buckets, turns, meters), clock, buckets);
            // A price that may be lost with Redis must refuse nobody.
            EdgeConfig edges = copy == null ? limits.edge() : limits.edge().off();
            var edge = new Edge(edges, ready, clock, config.arena().requestIdAheadMax(), meters);
            Admission admission = begin(new Admission(limits, edge, clock, node, meters));
            var hot = new HotAuctions(buckets);
            var ledgerForApi = new LedgerForApi(ledger.reads(), ledger.catalog());
            ArenaAuctions auctions = new ArenaAuctions(arena, clock, buckets, ledgerForApi::keep, copy);
            begin(new Reopener(ledger.catalog()::unopened, auctions::open));

            BidLog log = new BidLog(arena, List.of(LedgerReader.NAME));
            ledger.startReaders(log, new Release(arena, buckets)::release, traces::committed);
            guard.start();
            List<LogListener> hearing = new ArrayList<>(List.of(guard, admission, edge, hot));
            if (copy != null) {
                hearing.add(copy);
                meters.gauge("gavel.ledger.waiting", copy, LedgerCopy::waiting);
            }
            Feed feed = begin(new Feed(config.feed(), log, ledger.reads()::positions, auctions, clock, hearing));
            feed.start();

            Pictures pictures = begin(Pictures.open(config.offers().pictures()));
            var operations = begin(new NodeOperations(
                    new NodeOperations.Site(arena, clock, presence, node, buckets),
                    new NodeOperations.Measures(turns.times(), undecided, hot, bidMeters),
                    ledger.forOperators(),
                    log,
                    LedgerReader.NAME));

            var readiness = new Readiness(List.of(
                    new HealthCheck("node", operations::drained),
                    new HealthCheck("redis", () -> troubleOf(arena)),
                    new HealthCheck("arena", guard::trouble),
                    new HealthCheck("ledger", this::trouble)));
            if (metrics.isEnabled()) {
                BuildInfo own = BuildInfo.own();
                metrics.build(own.version(), own.logFormat(), own.scripts());
                QueueMeters.register(undecided, turns.times(), clock, buckets, meters);
                begin(new RedisMeters(arena, meters));
                var sights = new Sights(arena, clock, buckets, LedgerReader.NAME);
                begin(new BucketMeters(sights, router::map, feed::positions, meters));
                begin(new LedgerMeters(ledger, meters));
                begin(new ReadyMeters(readiness, meters));
            }
            var verifier = new TokenVerifier(keys, config.identity().tokens(), arenaTime);
            SignInConfig provider = config.identity().signIn();
            SignIn signIn = provider.issuer() == null ? null : begin(new SignIn(provider, verifier));
            var api = begin(new ApiServer(
                    config.api(),
                    new Services(
                            new Markets(admission, undecided, auctions, clock),
                            ledgerForApi,
                            feed,
                            pictures,
                            new Categories(config.offers().categories()),
                            verifier,
                            new Monitoring(metrics, bidMeters, readiness, traces),
                            operations,
                            people,
                            signIn,
                            rush)));
            this.port = api.start();
            operations.start(config.api().host(), port, config.api().page());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The port of the API. */
    public int port() {
        return port;
    }

    /** For those who run in the same process: replays, audits, verdicts. */
    public Ledger ledger() {
        return ledger;
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            AutoCloseable last = started.pop();
            try {
                last.close();
            } catch (Exception e) {
                LOG.error("Closing {} failed; the others are closed all the same", last, e);
            }
        }
    }

    private <T extends AutoCloseable> T begin(T part) {
        started.push(part);
        return part;
    }

    private static Optional<String> troubleOf(Arena arena) {
        // Of a cluster one primary is enough: the others' buckets are served without those that are gone.
        for (RedisServer server : arena.servers()) {
            try {
                arena.await("asking Redis for its time", server.reads().time());
                return Optional.empty();
            } catch (ArenaException e) {
                LOG.warn("Redis at {} does not answer", server.address(), e);
            }
        }
        return Optional.of("no Redis answers");
    }

    private Optional<String> trouble() {
        return ledger.status().stream()
                .filter(reader -> reader.state() == ReaderStatus.State.STOPPED
                        || !reader.stopped().isEmpty())
                .findFirst()
                .map(reader -> "the ledger's reader of shard " + reader.shard() + " stands still");
    }
}
