package dev.gavel.rush;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.rush.history.History;
import dev.gavel.rush.history.HistoryCheck;
import dev.gavel.rush.history.Kept;
import dev.gavel.rush.history.Sightings;
import dev.gavel.rush.history.Violation;
import dev.gavel.rush.history.WatchCheck;
import dev.gavel.rush.load.ClientOrder;
import dev.gavel.rush.load.ClientProcess;
import dev.gavel.rush.load.PlanConfig;
import dev.gavel.rush.load.PlanConfig.Bell;
import dev.gavel.rush.load.PlanConfig.Flood;
import dev.gavel.rush.report.BellSummary;
import dev.gavel.rush.report.RushReport;
import dev.gavel.rush.report.RushReport.Watched;
import dev.gavel.rush.report.Summary;
import dev.gavel.rush.report.WatchSummary;
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
import java.util.ArrayList;
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

    private static final Duration CLIENT_START_MAX = Duration.ofSeconds(60);
    private static final Duration CONNECT_MAX = Duration.ofMinutes(2);

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
                ChildJvm client = ChildJvm.start("the bidders' process", ClientProcess.class);
                Watchers watchers = config.watchers() == 0 ? null : new Watchers(config.watchers(), directory)) {
            client.await(ClientProcess.READY, CLIENT_START_MAX);
            warmUp(target, client);
            return rush(target, client, watchers);
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
                directory,
                keySet,
                tokens.mint(new AccountId(Target.SELLER), Set.of(Role.SELLER), TOKEN_LIFETIME),
                config.plan().bell() != null);
    }

    private void warmUp(Target target, ChildJvm client) {
        if (config.warmUp().isZero()) {
            return;
        }
        progress.accept("warming up for " + config.warmUp().toSeconds() + " s");
        PlanConfig warm = config.plan().steady(config.plan().peak() / 2, config.warmUp());
        connect(target, client, warm, null);
        begin(client, Openings.of(target, warm, Duration.ZERO), warm);
    }

    private RushReport rush(Target target, ChildJvm client, @Nullable Watchers watchers) {
        PlanConfig plan = config.plan();
        progress.accept("rushing " + target.name() + ": " + words());
        Path file = directory.resolve(HISTORY);
        connect(target, client, plan, file);
        Openings opened = Openings.of(target, plan, Watchers.preparing(config.watchers()));
        AuctionId hot = opened.auctions().getFirst();
        if (watchers != null) {
            watchers.connect(target, hot);
        }
        Map<String, Long> before = cpu(target, client, watchers);
        begin(client, opened, plan);
        Map<String, Long> used = cpu(target, client, watchers);
        before.forEach((process, micros) -> used.merge(process, -micros, Long::sum));
        progress.accept("checking the history");
        History history = History.read(file);
        List<Kept> kept = target.kept(opened.auctions());
        List<Violation> violations = new ArrayList<>(HistoryCheck.run(history, kept));
        Watched watched = null;
        if (watchers != null) {
            Sightings sightings = watchers.end();
            Kept ofHot = kept.getFirst();
            violations.addAll(WatchCheck.run(sightings, ofHot));
            watched = WatchSummary.of(sightings, ofHot, seconds(), watchers.heapKib(), watchers.residentKib());
        }
        return report(target, history, opened.auctions(), new Findings(used, watched, violations));
    }

    private record Findings(Map<String, Long> cpu, @Nullable Watched watched, List<Violation> violations) {}

    private void connect(Target target, ChildJvm client, PlanConfig plan, @Nullable Path history) {
        Flood flood = plan.flood();
        List<String> bots = flood == null ? List.of() : mint(flood.accounts(), ClientOrder::bot, Role.BIDDER);
        client.tell(json.writeValueAsString(new ClientOrder(
                target.url(),
                config.lane(),
                plan,
                Openings.OPENING,
                bidderTokens,
                bots,
                history == null ? null : history.toString())));
        client.await(ClientProcess.CONNECTED, CONNECT_MAX);
    }

    /** Blocks until all bids were answered. */
    private void begin(ChildJvm client, Openings opened, PlanConfig plan) {
        client.tell(json.writeValueAsString(new ClientOrder.Beginning(
                opened.auctions().stream().map(AuctionId::toString).toList(),
                opened.begin().toEpochMilli())));
        client.await(
                ClientProcess.DONE,
                Duration.between(Instant.now(), opened.begin())
                        .plus(plan.untilClose())
                        .plus(plan.afterClose())
                        .plus(ANSWERS_MAX));
    }

    private List<String> mint(int count, IntFunction<String> name, Role role) {
        return IntStream.range(0, count)
                .mapToObj(n -> tokens.mint(new AccountId(name.apply(n)), Set.of(role), TOKEN_LIFETIME))
                .toList();
    }

    private static Map<String, Long> cpu(Target target, ChildJvm client, @Nullable Watchers watchers) {
        Map<String, Long> used = new TreeMap<>();
        target.processes().forEach((process, pid) -> used.put(process, Cpu.ofTree(pid)));
        used.put("bidders", Cpu.ofTree(client.pid()));
        if (watchers != null) {
            used.put("watchers", Cpu.ofTree(watchers.pid()));
        }
        return used;
    }

    private RushReport report(Target target, History history, List<AuctionId> auctions, Findings found) {
        PlanConfig plan = config.plan();
        long decided = Summary.decided(history);
        Map<String, Double> perBid = new TreeMap<>();
        found.cpu.forEach((process, micros) -> perBid.put(process, (double) micros / Math.max(1, decided)));
        Bell bell = plan.bell();
        List<Violation> violations = found.violations;
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
                bell == null
                        ? null
                        : BellSummary.of(
                                history,
                                Set.copyOf(auctions.subList(plan.auctions(), auctions.size())),
                                bell.window().toMillis()),
                found.watched,
                Summary.moments(history, auctions.getFirst(), seconds()),
                plan.untilClose().toMillis() / 1e3,
                violations,
                violations.isEmpty() ? "every promise was kept" : violations.size() + " promises were broken");
    }

    private double seconds() {
        return config.plan().untilClose().plus(config.plan().afterClose()).toMillis() / 1e3;
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
                                flood.factor(), flood.accounts(), flood.connections()))
                + (config.watchers() == 0 ? "" : String.format(", and %,d watchers", config.watchers()));
    }
}
