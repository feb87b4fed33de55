package dev.gavel.rush;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bidding;
import dev.gavel.auction.Money;
import dev.gavel.auction.StepTable;
import dev.gavel.auction.Terms;
import dev.gavel.rush.history.History;
import dev.gavel.rush.history.HistoryCheck;
import dev.gavel.rush.history.Violation;
import dev.gavel.rush.load.ClientOrder;
import dev.gavel.rush.load.ClientProcess;
import dev.gavel.rush.load.PlanConfig;
import dev.gavel.rush.load.PlanConfig.Flood;
import dev.gavel.rush.report.RushReport;
import dev.gavel.rush.report.Summary;
import dev.gavel.rush.targets.ChildJvm;
import dev.gavel.rush.targets.Cpu;
import dev.gavel.rush.targets.GavelTarget;
import dev.gavel.rush.targets.RivalTarget;
import dev.gavel.rush.targets.Target;
import dev.gavel.server.identity.Role;
import dev.gavel.server.identity.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** One rush from beginning to verdict: a target, a process of bidders, and the check of what they were told. */
final class Rush {
    /** The name of the history's file. */
    static final String HISTORY = "history.tsv";

    private static final long OPENING = 1_000;
    private static final double STEADY = 1;
    private static final Duration CLIENT_START_MAX = Duration.ofSeconds(60);
    private static final Duration CONNECT_MAX = Duration.ofMinutes(2);
    private static final Duration PREPARING = Duration.ofMillis(800);
    private static final Duration OPENING_ONE = Duration.ofMillis(15);
    private static final Duration TELLING = Duration.ofMillis(200);
    private static final int OPENINGS_MAX = 4;

    private static final Duration ANSWERS_MAX = Duration.ofSeconds(60);
    private static final Duration TOKEN_LIFETIME = Duration.ofHours(2);

    private final RushConfig config;
    private final Path directory;
    private final Consumer<String> progress;
    private final Tokens tokens = Tokens.withNewKey(InstantSource.system());
    /**
     * The same in the warm-up as in the run: a bidder's first request costs a check of a signature, later ones do
     * not.
     */
    private final List<String> bidderTokens;

    private final JsonMapper json = JsonMapper.builder().build();

    /** @param directory for the history, and for what the processes need to start */
    Rush(RushConfig config, Path directory, Consumer<String> progress) {
        this.config = config;
        this.directory = directory;
        this.progress = progress;
        int gateways = config.lane().gateways();
        this.bidderTokens = gateways == 0
                ? mint(config.plan().bidders(), ClientOrder::bidder, Role.BIDDER)
                : mint(gateways, gateway -> "gateway-" + gateway, Role.GATEWAY);
    }

    RushReport run() {
        progress.accept("starting the stores, a server and the bidders");
        try (Target target = target();
                ChildJvm client = ChildJvm.start("the bidders' process", ClientProcess.class)) {
            client.await(ClientProcess.READY, CLIENT_START_MAX);
            warmUp(target, client);
            return rush(target, client);
        }
    }

    /** Deletes what a run has left in its directory. */
    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    private Target target() {
        String keySet = tokens.publicKeySet();
        if (config.againstRival()) {
            return new RivalTarget(directory, keySet);
        }
        return new GavelTarget(
                directory, keySet, tokens.mint(new AccountId(Target.SELLER), Set.of(Role.SELLER), TOKEN_LIFETIME));
    }

    private void warmUp(Target target, ChildJvm client) {
        if (config.warmUp().isZero()) {
            return;
        }
        progress.accept("warming up for " + config.warmUp().toSeconds() + " s");
        PlanConfig plan = config.plan();
        var warm = new PlanConfig(
                plan.peak() / 2,
                STEADY,
                config.warmUp(),
                Duration.ZERO,
                plan.auctions(),
                plan.hotShare(),
                plan.bidders(),
                plan.againShare(),
                null,
                plan.seed() + 1_000);
        order(target, client, warm, null);
    }

    private RushReport rush(Target target, ChildJvm client) {
        PlanConfig plan = config.plan();
        progress.accept("rushing " + target.name() + ": " + words());
        Path file = directory.resolve(HISTORY);
        Map<String, Long> before = cpu(target, client);
        List<AuctionId> auctions = order(target, client, plan, file);
        Map<String, Long> used = cpu(target, client);
        before.forEach((process, micros) -> used.merge(process, -micros, Long::sum));
        progress.accept("checking the history");
        History history = History.read(file);
        List<Violation> violations = HistoryCheck.run(history, target.kept(auctions));
        return report(target, history, auctions.getFirst(), used, violations);
    }

    private List<AuctionId> order(Target target, ChildJvm client, PlanConfig plan, @Nullable Path history) {
        Flood flood = plan.flood();
        List<String> bots = flood == null ? List.of() : mint(flood.accounts(), ClientOrder::bot, Role.BIDDER);
        client.tell(json.writeValueAsString(new ClientOrder(
                target.url(),
                config.lane(),
                plan,
                OPENING,
                bidderTokens,
                bots,
                history == null ? null : history.toString())));
        client.await(ClientProcess.CONNECTED, CONNECT_MAX);
        Opened opened = open(target, plan);
        client.tell(json.writeValueAsString(new ClientOrder.Beginning(
                opened.auctions.stream().map(AuctionId::toString).toList(), opened.begin.toEpochMilli())));
        client.await(
                ClientProcess.DONE,
                Duration.between(Instant.now(), opened.begin)
                        .plus(plan.untilClose())
                        .plus(plan.afterClose())
                        .plus(ANSWERS_MAX));
        return opened.auctions;
    }

    private record Opened(List<AuctionId> auctions, Instant begin) {}

    /**
     * An auction's close is said when it is opened, so how long opening all takes is guessed; where it took longer,
     * those auctions are left alone and others opened with more time.
     */
    private static Opened open(Target target, PlanConfig plan) {
        Duration preparing = PREPARING.plus(OPENING_ONE.multipliedBy(plan.auctions()));
        for (int attempt = 1; attempt <= OPENINGS_MAX; attempt++) {
            Instant begin = Instant.now().truncatedTo(ChronoUnit.MILLIS).plus(preparing);
            Terms terms = terms(begin.plus(plan.untilClose()));
            List<AuctionId> auctions = new ArrayList<>();
            while (auctions.size() < plan.auctions() && Instant.now().isBefore(begin)) {
                auctions.add(target.open(terms));
            }
            if (auctions.size() == plan.auctions()
                    && Instant.now().plus(TELLING).isBefore(begin)) {
                return new Opened(auctions, begin);
            }
            preparing = preparing.multipliedBy(3);
        }
        throw new IllegalStateException(
                "opening " + plan.auctions() + " auctions took longer than " + preparing.dividedBy(3));
    }

    private List<String> mint(int count, IntFunction<String> name, Role role) {
        return IntStream.range(0, count)
                .mapToObj(n -> tokens.mint(new AccountId(name.apply(n)), Set.of(role), TOKEN_LIFETIME))
                .toList();
    }

    private static Terms terms(Instant closesAt) {
        return new Terms(
                new AccountId(Target.SELLER),
                new Terms.Pricing(
                        Currency.getInstance(PlanConfig.CURRENCY),
                        Bidding.PROXY,
                        new Money(OPENING),
                        StepTable.flat(new Money(OPENING)),
                        null),
                new Terms.Schedule(Instant.now().truncatedTo(ChronoUnit.MILLIS), closesAt, null));
    }

    private static Map<String, Long> cpu(Target target, ChildJvm client) {
        Map<String, Long> used = new TreeMap<>();
        target.processes().forEach((process, pid) -> used.put(process, Cpu.ofTree(pid)));
        used.put("bidders", Cpu.ofTree(client.pid()));
        return used;
    }

    private RushReport report(
            Target target, History history, AuctionId hot, Map<String, Long> used, List<Violation> violations) {
        PlanConfig plan = config.plan();
        long decided = Summary.decided(history);
        Map<String, Double> perBid = new TreeMap<>();
        used.forEach((process, micros) -> perBid.put(process, (double) micros / Math.max(1, decided)));
        double seconds = plan.untilClose().plus(plan.afterClose()).toMillis() / 1e3;
        return new RushReport(
                target.name(),
                System.getProperty("os.name") + ", " + Runtime.getRuntime().availableProcessors() + " processors, Java "
                        + Runtime.version(),
                words(),
                history.exchanges().size(),
                decided,
                Summary.answers(history),
                Summary.latency(history, false),
                Summary.latency(history, true),
                Summary.lateMs(history),
                Summary.fairness(history),
                perBid,
                Summary.moments(history, hot, seconds),
                plan.untilClose().toMillis() / 1e3,
                violations,
                violations.isEmpty() ? "every promise was kept" : violations.size() + " promises were broken");
    }

    private String words() {
        PlanConfig plan = config.plan();
        Flood flood = plan.flood();
        return String.format(
                        "%,.0f bids/s at the close, %d s before it and %d s after, %d auctions, %d bidders %s",
                        plan.peak(),
                        plan.untilClose().toSeconds(),
                        plan.afterClose().toSeconds(),
                        plan.auctions(),
                        plan.bidders(),
                        config.lane().words())
                + (flood == null
                        ? ""
                        : String.format(
                                ", and %.0f times their bids from %d accounts of bots on %d connections",
                                flood.factor(), flood.accounts(), flood.connections()));
    }
}
