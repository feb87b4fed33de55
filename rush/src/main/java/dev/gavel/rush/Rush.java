package dev.gavel.rush;

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
import dev.gavel.rush.opening.Openings;
import dev.gavel.rush.opening.RunTokens;
import dev.gavel.rush.report.RushReport;
import dev.gavel.rush.report.RushReport.Watched;
import dev.gavel.rush.report.WatchSummary;
import dev.gavel.rush.targets.ChildJvm;
import dev.gavel.rush.targets.Cpu;
import dev.gavel.rush.targets.GavelTarget;
import dev.gavel.rush.targets.RivalTarget;
import dev.gavel.rush.targets.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A target and processes of bidders and watchers, under which plans are run one after the other. */
final class Rush implements AutoCloseable {
    /** The name of the history's file. */
    static final String HISTORY = "history.tsv";

    private static final Duration WARM_UP_RUN = Duration.ofSeconds(8);
    private static final Duration CLIENT_START_MAX = Duration.ofSeconds(60);
    private static final Duration CONNECT_MAX = Duration.ofMinutes(2);
    private static final Duration ANSWERS_MAX = Duration.ofSeconds(60);
    private static final Duration WRITTEN_MAX = Duration.ofMinutes(2);

    private final RushConfig config;
    private final Path directory;
    private final Consumer<String> progress;
    private final RunTokens tokens;
    private final Target target;
    private final ChildJvm client;
    private final @Nullable Watchers watchers;
    private final JsonMapper json = JsonMapper.builder().build();

    /** @param directory for the history, and for what the processes need to start */
    Rush(RushConfig config, Path directory, Consumer<String> progress) {
        progress.accept("starting the stores, a server and the bidders");
        this.config = config;
        this.directory = directory;
        this.progress = progress;
        this.tokens = new RunTokens(config.lane(), config.plan());
        this.watchers = config.watchers() == 0 ? null : new Watchers(config.watchers(), directory);
        this.target = config.againstRival()
                ? new RivalTarget(directory, tokens.keySet())
                : new GavelTarget(
                        directory,
                        tokens.keySet(),
                        tokens.seller(),
                        config.durability(),
                        config.plan().bell() != null,
                        config.observed());
        this.client = ChildJvm.start("the bidders' process", ClientProcess.class);
    }

    /** The plan of the configuration, after its warm-up. */
    static RushReport once(RushConfig config, Path directory, Consumer<String> progress) {
        try (var rush = new Rush(config, directory, progress)) {
            rush.warmUp();
            return rush.run(config.plan());
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

    /** Where the target is. */
    String url() {
        return target.url();
    }

    /**
     * By several short runs, most of them at half the peak and the last ones at the peak itself. What a run does once,
     * at an auction's first bid, at its close, at a connection's end, makes the compiler throw away what it had made of
     * the hottest methods and compile them again for seconds; it does not come to rest within one long run.
     */
    void warmUp() {
        client.await(ClientProcess.READY, CLIENT_START_MAX);
        if (config.warmUp().isZero()) {
            return;
        }
        progress.accept("warming up for " + config.warmUp().toSeconds() + " s");
        double peak = config.plan().peak();
        long runs = 1 + config.warmUp().dividedBy(WARM_UP_RUN);
        Duration length = Duration.ofMillis(config.warmUp().toMillis() / runs);
        for (int run = 1; run <= runs; run++) {
            warmUp(config.plan().steady(run > runs / 2 ? peak : peak / 2, length));
        }
    }

    private void warmUp(PlanConfig warm) {
        connect(warm, null);
        begin(Openings.of(target::open, warm, Duration.ZERO), warm);
        client.await(ClientProcess.DONE, WRITTEN_MAX);
    }

    /** Blocks until the auctions of the plan are settled and the history is checked. */
    RushReport run(PlanConfig plan) {
        progress.accept("rushing " + target.name() + ": " + RushReports.words(config, plan));
        Path file = directory.resolve(HISTORY);
        connect(plan, file);
        Openings opened = Openings.of(target::open, plan, Watchers.preparing(config.watchers()));
        if (watchers != null) {
            watchers.connect(target, opened.auctions().getFirst());
        }
        Map<String, Long> before = cpu();
        begin(opened, plan);
        Map<String, Long> used = cpu();
        client.await(ClientProcess.DONE, WRITTEN_MAX);
        before.forEach((process, micros) -> used.merge(process, -micros, Long::sum));
        progress.accept("checking the history");
        History history = History.read(file);
        List<Kept> kept = target.kept(opened.auctions());
        List<Violation> violations = new ArrayList<>(HistoryCheck.run(history, kept));
        Watched watched = null;
        if (watchers != null) {
            Sightings seen = watchers.end();
            Kept hot = kept.getFirst();
            violations.addAll(WatchCheck.run(seen, hot));
            watched = WatchSummary.of(seen, hot, RushReports.seconds(plan), watchers.heapKib(), watchers.residentKib());
        }
        return RushReports.of(
                target.name(),
                config,
                plan,
                new RushReports.Found(history, opened.auctions(), used, watched, violations));
    }

    private void connect(PlanConfig plan, @Nullable Path history) {
        client.tell(json.writeValueAsString(new ClientOrder(
                List.of(target.url()),
                config.lane(),
                plan,
                Openings.OPENING,
                tokens.honest(),
                tokens.bots(plan.flood()),
                null,
                history == null ? null : history.toString())));
        client.await(ClientProcess.CONNECTED, CONNECT_MAX);
    }

    /** Blocks until all bids were answered. */
    private void begin(Openings opened, PlanConfig plan) {
        client.tell(json.writeValueAsString(new ClientOrder.Beginning(
                opened.auctions().stream().map(AuctionId::toString).toList(),
                opened.begin().toEpochMilli())));
        client.await(
                ClientProcess.ANSWERED,
                Duration.between(Instant.now(), opened.begin())
                        .plus(plan.untilClose())
                        .plus(plan.afterClose())
                        .plus(ANSWERS_MAX));
    }

    private Map<String, Long> cpu() {
        Map<String, Long> used = new TreeMap<>();
        Map<String, Long> processes = target.processes();
        processes.forEach((process, pid) -> used.put(process, Cpu.ofTree(pid)));
        used.put(Target.COMPILER, Cpu.ofCompiler(Objects.requireNonNull(processes.get(Target.SERVER))));
        used.put("bidders", Cpu.ofTree(client.pid()));
        if (watchers != null) {
            used.put("watchers", Cpu.ofTree(watchers.pid()));
        }
        return used;
    }

    @Override
    public void close() {
        try (target;
                client;
                watchers) {
            // All of them, also if one fails to; the stores last.
        }
    }
}
