package dev.gavel.cli.demo;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision;
import dev.gavel.cli.ExitCode;
import dev.gavel.cli.People;
import dev.gavel.cli.Running;
import dev.gavel.cli.StoreSettings;
import dev.gavel.cli.Walkthrough;
import dev.gavel.cli.demo.Crowd.Bidder;
import dev.gavel.cli.inspect.ArenaView;
import dev.gavel.dev.DevStores;
import dev.gavel.server.Server;
import dev.gavel.server.ServerConfig;
import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ScriptTime;
import dev.gavel.server.identity.KeySet;
import dev.gavel.server.identity.Role;
import dev.gavel.server.identity.Tokens;
import dev.gavel.server.page.Person;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        description = {
            "Shows auctions from their first bid to their settled result.",
            "",
            "Starts stores and a server for itself, lists a handful of auctions and lets a crowd bid over HTTP, calmly at"
                    + " first and a hundred times as often at the close. Then compares, auction by auction, what the"
                    + " arena decided, what the referee finds and what the ledger has. Exit code 2 if they differ, if a"
                    + " bid was not answered, or if a sequence is missing or there twice."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  gavel demo                  and stays up, with a page, and a rush at a button there",
            "  gavel demo --once           half a minute",
            "  gavel demo --once --bidders 2000 --seconds 60"
        })
public final class DemoCommand implements Callable<Integer> {
    private static final int CONNECTIONS_PER_LOOP = 64;
    private static final Duration TOKENS_LIFETIME = Duration.ofHours(1);
    private static final Duration SETTLED_MAX = Duration.ofSeconds(30);
    private static final long POLL_NANOS = Duration.ofMillis(50).toNanos();
    private static final Duration OPEN_FOR_VISITORS = Duration.ofHours(1);
    private static final Duration AUDIT_GRACE = Duration.ofMinutes(1);
    /** All of it, so that the verdict can begin with each auction's opening. */
    private static final int LOG_ENTRIES_KEPT = 1_000_000;

    @Option(names = "--once", description = "End after the verdict.")
    private boolean once;

    @Option(
            names = "--bidders",
            paramLabel = "N",
            defaultValue = "300",
            description = "10 to 10000 (default: ${DEFAULT-VALUE}).")
    private int bidders;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "20",
            description = "Until the last scheduled close, 3 to 3600 (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--auctions",
            paramLabel = "N",
            defaultValue = "6",
            description = "1 to 100 (default: ${DEFAULT-VALUE}).")
    private int auctions;

    @Option(
            names = "--rush-bids",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Bids a second of the page's rush, 10 to 5000 (default: ${DEFAULT-VALUE}).")
    private int rushBids;

    @Option(
            names = "--rush-seconds",
            paramLabel = "N",
            defaultValue = "20",
            description = "How long it lasts, 2 to 60 (default: ${DEFAULT-VALUE}).")
    private int rushSeconds;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before call.
    private CommandSpec spec;

    @Override
    public Integer call() {
        require("--bidders", bidders, 10, 10_000);
        require("--seconds", seconds, 3, 3_600);
        require("--auctions", auctions, 1, 100);
        require("--rush-bids", rushBids, 10, 5_000);
        require("--rush-seconds", rushSeconds, 2, 60);
        PrintWriter out = spec.commandLine().getOut();
        try (Running running = Running.begin()) {
            out.println("Starting Redis, PostgreSQL and a server ...");
            out.flush();
            DevStores stores = running.add(DevStores.temporary());
            Tokens tokens = Tokens.withNewKey(InstantSource.system());
            ServerConfig settings = keepingLog(StoreSettings.of(stores, 0, null));
            List<Person> people = People.of(tokens);
            PageRush rush = new PageRush(rushBids, rushSeconds, tokens);
            Server server = running.add(Server.start(settings, KeySet.parse(tokens.publicKeySet()), people, rush));
            ApiClient api = running.add(new ApiClient(server.port(), CONNECTIONS_PER_LOOP));
            LotPictures pictures = LotPictures.send(api, seller(tokens), auctions);
            boolean good = auction(running, settings, server, api, tokens, pictures);
            if (!once) {
                String url = "http://127.0.0.1:" + server.port();
                keepOpen(api, seller(tokens), pictures);
                running.add(rush);
                rush.at(new PageRush.Place(server.port(), stores.redisUri(), stores.jdbcUrls(), api));
                out.println();
                out.printf("  Page        %s/       (auctions to bid on; choose there who you are)%n", url);
                out.printf("  Rush        %s/rush   (%,d bids/s at a button, and a verdict)%n%n", url, rushBids);
                new Walkthrough(url, people).print(out);
                out.println("Ctrl-C ends it.");
                out.flush();
                running.untilSignal();
            }
            return good ? ExitCode.DONE : ExitCode.DIFFERENT;
        }
    }

    /** @return whether all is as it must be */
    private boolean auction(
            Running running, ServerConfig settings, Server server, ApiClient api, Tokens tokens, LotPictures pictures) {
        PrintWriter out = spec.commandLine().getOut();
        String seller = seller(tokens);
        List<Bidder> crowd = IntStream.rangeClosed(1, bidders)
                .mapToObj(n -> "bidder-" + n)
                .map(name -> new Bidder(name, tokens.mint(new AccountId(name), Set.of(Role.BIDDER), TOKENS_LIFETIME)))
                .toList();
        Duration length = Duration.ofSeconds(seconds);
        Instant opening = Instant.now().plus(Crowd.arrivalTime(bidders));
        List<Lot> lots = Lots.offers(auctions, opening, length, pictures::members).stream()
                .map(offer -> Lots.list(api, seller, offer))
                .toList();
        out.printf(
                "%,d bidders, %d auctions. Watch them, and bid: http://127.0.0.1:%d/%n%n",
                bidders, auctions, server.port());
        out.flush();
        var tally = new Tally();
        var progress = new Progress(out, tally, lots.getFirst());
        var bidding = new Crowd(api, crowd, new Rush(length), tally, new SplittableRandom());
        bidding.arrive(lots.getFirst());
        bidding.bid(lots, progress::print);
        out.println("Waiting for the bells and the settlement ...");
        out.flush();
        awaitSettled(server, lots);
        Tally.Totals totals = tally.totals();
        var verdict = new Verdict(
                cases(running, settings, server, lots),
                tally.decisions(),
                totals,
                server.ledger().audit().all(Instant.now(), AUDIT_GRACE));
        new Report(out).print(verdict, totals);
        return verdict.faults().isEmpty();
    }

    private static String seller(Tokens tokens) {
        return tokens.mint(new AccountId("sue"), Set.of(Role.SELLER), TOKENS_LIFETIME);
    }

    /** The crowd's auctions are over; whoever stays finds others. */
    private void keepOpen(ApiClient api, String seller, LotPictures pictures) {
        Lots.offers(auctions, Instant.now(), OPEN_FOR_VISITORS, pictures::members)
                .forEach(offer -> Lots.list(api, seller, offer));
    }

    /** Returns also when time is up: the verdict then says what is missing. */
    private static void awaitSettled(Server server, List<Lot> lots) {
        long deadline = System.nanoTime() + SETTLED_MAX.toNanos();
        var reads = server.ledger().reads();
        while (lots.stream().anyMatch(lot -> reads.result(lot.id()).isEmpty()) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static List<Verdict.Case> cases(Running running, ServerConfig settings, Server server, List<Lot> lots) {
        Map<AuctionId, Evidence> evidence = new HashMap<>();
        lots.forEach(lot -> evidence.put(lot.id(), new Evidence(lot.id())));
        Arena arena = running.add(Arena.connect(settings.arena(), new ScriptTime.Redis()));
        ArenaView view = running.add(new ArenaView(arena, settings.bucketCount()));
        lots.stream()
                .map(lot -> settings.bucketCount().of(lot.id().value()))
                .distinct()
                .flatMap(bucket -> view.entries(bucket).stream())
                .flatMap(entry -> entry.decisions().stream())
                .forEach(decision -> observe(evidence, decision));
        var reads = server.ledger().reads();
        return lots.stream()
                .map(lot -> new Verdict.Case(
                        lot,
                        evidence.getOrDefault(lot.id(), new Evidence(lot.id())),
                        reads.result(lot.id()).orElse(null)))
                .toList();
    }

    private static void observe(Map<AuctionId, Evidence> evidence, Decision decision) {
        Evidence one = evidence.get(decision.auction());
        if (one != null) {
            one.observe(decision);
        }
    }

    private static ServerConfig keepingLog(ServerConfig settings) {
        var arena = settings.arena();
        return new ServerConfig(
                settings.buckets(),
                arena.withLogEntriesKept(LOG_ENTRIES_KEPT),
                settings.bidding(),
                settings.admission(),
                settings.ledger(),
                settings.api(),
                settings.identity(),
                settings.feed(),
                settings.recovery(),
                settings.offers(),
                settings.metrics());
    }

    private void require(String option, int value, int min, int max) {
        if (value < min || value > max) {
            throw new ParameterException(spec.commandLine(), option + " is " + min + " to " + max + ", not " + value);
        }
    }
}
