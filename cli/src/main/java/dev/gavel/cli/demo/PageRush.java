package dev.gavel.cli.demo;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Terms;
import dev.gavel.rush.history.History;
import dev.gavel.rush.history.HistoryCheck;
import dev.gavel.rush.history.Kept;
import dev.gavel.rush.load.ClientOrder;
import dev.gavel.rush.load.ClientProcess;
import dev.gavel.rush.load.LaneConfig;
import dev.gavel.rush.load.PlanConfig;
import dev.gavel.rush.opening.Openings;
import dev.gavel.rush.targets.ChildJvm;
import dev.gavel.rush.targets.GavelRecords;
import dev.gavel.server.identity.Role;
import dev.gavel.server.identity.Tokens;
import dev.gavel.server.page.RushButton;
import dev.gavel.server.page.RushStatus;
import dev.gavel.server.page.RushStatus.State;
import dev.gavel.server.page.RushStatus.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * The rush that a visitor of the demo starts: the bidders of {@code gavel rush}, in a process of their own, on an
 * auction that closes at its end, and the same check of what they were told. One at a time.
 */
final class PageRush implements RushButton, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PageRush.class);
    /** Each bids five times a second, of ten that an account may. */
    private static final int BIDS_OF_EACH = 5;

    private static final double SENT_TWICE = 0.01;
    /** There are always some who come too late. */
    private static final Duration AFTER_CLOSE = Duration.ofMillis(500);

    private static final Duration TOKENS_LIFETIME = Duration.ofHours(1);
    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final Duration SETTLED_MAX = Duration.ofSeconds(60);

    private final int bidsPerSecond;
    private final int seconds;
    private final Tokens tokens;
    private final JsonMapper json = JsonMapper.builder().build();
    private final AtomicReference<Run> run;
    private volatile @Nullable Place place;
    private volatile @Nullable ChildJvm bidders;

    /** Where it takes place. */
    record Place(int port, String redisUri, List<String> jdbcUrls, ApiClient api) {}

    /** @param begin null before it is known */
    private record Run(
            State state,
            @Nullable String auction,
            @Nullable Instant begin,
            @Nullable Verdict verdict) {
        static Run of(State state) {
            return new Run(state, null, null, null);
        }

        boolean mayBegin() {
            return state == State.READY || state == State.ENDED || state == State.FAILED;
        }
    }

    PageRush(int bidsPerSecond, int seconds, Tokens tokens) {
        this.bidsPerSecond = bidsPerSecond;
        this.seconds = seconds;
        this.tokens = tokens;
        this.run = new AtomicReference<>(Run.of(State.WAITING));
    }

    /** From now on it may be started. */
    void at(Place where) {
        place = where;
        run.set(Run.of(State.READY));
    }

    @Override
    public RushStatus status() {
        Run now = run.get();
        long elapsed = now.begin() == null
                ? 0
                : Math.clamp(Duration.between(now.begin(), Instant.now()).toMillis(), 0, 1_000L * seconds);
        return new RushStatus(now.state(), bidsPerSecond, seconds, now.auction(), elapsed, now.verdict());
    }

    @Override
    public void start() {
        Run before = run.get();
        if (before.mayBegin() && run.compareAndSet(before, Run.of(State.PREPARING))) {
            Thread.ofPlatform().daemon().name("gavel-demo-rush").start(this::rush);
        }
    }

    private void rush() {
        Place where = place;
        if (where == null) {
            throw new IllegalStateException("a rush needs a place");
        }
        try {
            Path file = Files.createTempFile("gavel-rush", ".tsv");
            try (ChildJvm process = ChildJvm.start("the bidders' process", ClientProcess.class)) {
                bidders = process;
                rush(where, process, file);
            } finally {
                bidders = null;
                Files.deleteIfExists(file);
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("the rush failed", e);
            run.set(Run.of(State.FAILED));
        }
    }

    private void rush(Place where, ChildJvm process, Path file) {
        int accounts = Math.max(1, bidsPerSecond / BIDS_OF_EACH);
        var plan = new PlanConfig(
                bidsPerSecond,
                1,
                Duration.ofSeconds(seconds),
                AFTER_CLOSE,
                1,
                1,
                accounts,
                SENT_TWICE,
                null,
                null,
                System.nanoTime());
        process.tell(json.writeValueAsString(new ClientOrder(
                List.of("http://127.0.0.1:" + where.port()),
                new LaneConfig(LaneConfig.Kind.WEBSOCKET_JSON, 1, 0),
                plan,
                Openings.OPENING,
                IntStream.range(0, accounts)
                        .mapToObj(n -> token(ClientOrder.bidder(n), Role.BIDDER))
                        .toList(),
                List.of(),
                null,
                file.toString())));
        process.await(ClientProcess.CONNECTED, START_MAX);
        Openings opened = Openings.of(terms -> open(where, terms), plan, Duration.ZERO);
        AuctionId auction = opened.auctions().getFirst();
        run.set(new Run(State.RUNNING, auction.toString(), opened.begin(), null));
        process.tell(json.writeValueAsString(new ClientOrder.Beginning(
                List.of(auction.toString()), opened.begin().toEpochMilli())));
        process.await(ClientProcess.ANSWERED, Duration.ofSeconds(seconds).plus(START_MAX));
        run.set(new Run(State.CHECKING, auction.toString(), opened.begin(), null));
        process.await(ClientProcess.DONE, START_MAX);
        History history = History.read(file);
        List<Kept> kept = new GavelRecords(where.redisUri(), where.jdbcUrls(), SETTLED_MAX).read(List.of(auction));
        Verdict verdict = RushVerdict.of(history, kept.getFirst(), HistoryCheck.run(history, kept));
        run.set(new Run(State.ENDED, auction.toString(), opened.begin(), verdict));
    }

    private AuctionId open(Place where, Terms terms) {
        var answer = ApiClient.await(
                "listing the auction of the rush",
                where.api().post("/v1/auctions", token("sue", Role.SELLER), null, """
                {"title":"Celadon wine ewer","currency":"%s","bidding":"PROXY","opening":%d,
                 "steps":[{"from":0,"step":%d}],"closesAt":"%s"}""".formatted(
                                PlanConfig.CURRENCY,
                                Openings.OPENING,
                                Openings.OPENING,
                                terms.schedule().closesAt())));
        if (answer.status() != 201) {
            throw new IllegalStateException("listing the auction of the rush was answered " + answer);
        }
        return AuctionId.parse(answer.body().path("id").asString());
    }

    private String token(String account, Role role) {
        return tokens.mint(new AccountId(account), Set.of(role), TOKENS_LIFETIME);
    }

    @Override
    public void close() {
        ChildJvm process = bidders;
        if (process != null) {
            process.terminate();
        }
    }
}
