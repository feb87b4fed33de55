package dev.gavel.rush;

import dev.gavel.rush.load.LaneConfig;
import dev.gavel.rush.load.LaneConfig.Kind;
import dev.gavel.rush.load.PlanConfig;
import dev.gavel.rush.load.PlanConfig.Bell;
import dev.gavel.rush.load.PlanConfig.Flood;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The options that say what a rush is to be. */
final class RushOptions {
    /** Auctions among which the traffic is spread while bids are aimed at closes: in half of the buckets. */
    private static final int BELL_BACKGROUND = 32;

    private static final int BELL_AUCTIONS = 200;
    private static final int BELL_BIDS = 50;
    private static final int BELL_BIDDERS = 10_000;
    private static final int BELL_GATEWAYS = 4;
    private static final Duration BELL_WINDOW = Duration.ofMillis(5);
    private static final Duration BELL_FIRST = Duration.ofSeconds(3);
    private static final Duration BELL_GAP = Duration.ofMillis(50);

    @Option(names = "--rival", description = "Rush the rival, a transaction in PostgreSQL for each bid.")
    private boolean rival;

    @Option(
            names = "--durability",
            paramLabel = "LEVEL",
            defaultValue = RushConfig.DURABILITY,
            description = "What Gavel's answers wait for: fsync or log (${DEFAULT-VALUE}).")
    private String durability = "";

    @Option(
            names = "--peak",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Bids a second at the close (${DEFAULT-VALUE}).")
    private double peak;

    @Option(
            names = "--growth",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many times the rate at the beginning that is; 1 for a steady rate (${DEFAULT-VALUE}).")
    private double growth;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "20",
            description = "Until the close (${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--after",
            paramLabel = "N",
            defaultValue = "2",
            description = "Seconds in which bids go on coming after it (${DEFAULT-VALUE}).")
    private double after;

    @Option(
            names = "--auctions",
            paramLabel = "N",
            defaultValue = "51",
            description = "The hot one and the others (${DEFAULT-VALUE}).")
    private int auctions;

    @Option(
            names = "--hot-share",
            paramLabel = "N",
            defaultValue = "0.9",
            description = "Of the bids (${DEFAULT-VALUE}).")
    private double hotShare;

    @Option(
            names = "--bidders",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Honest ones (${DEFAULT-VALUE}).")
    private int bidders;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "256",
            description = "Of honest bidders over HTTP (${DEFAULT-VALUE}); over WebSockets each has one.")
    private int connections;

    @Option(
            names = "--lane",
            paramLabel = "WIRE",
            defaultValue = "http",
            description = "http or websocket (${DEFAULT-VALUE}).")
    private String lane = "";

    @Option(
            names = "--form",
            paramLabel = "FORM",
            defaultValue = "binary",
            description = "Of messages on WebSockets: json or binary (${DEFAULT-VALUE}).")
    private String form = "";

    @Option(
            names = "--gateways",
            paramLabel = "N",
            defaultValue = "0",
            description = "Send all honest bids over so many WebSockets, as a platform's own servers do; 0 for a"
                    + " WebSocket of each bidder (${DEFAULT-VALUE}).")
    private int gateways;

    @Option(
            names = "--again",
            paramLabel = "N",
            defaultValue = "0.02",
            description = "The share of bids sent twice under one request id (${DEFAULT-VALUE}).")
    private double again;

    @Option(names = "--bots", paramLabel = "N", defaultValue = "0", description = "Accounts of bots (none).")
    private int bots;

    @Option(
            names = "--bot-connections",
            paramLabel = "N",
            defaultValue = "200",
            description = "Of all bots (${DEFAULT-VALUE}).")
    private int botConnections;

    @Option(
            names = "--bot-factor",
            paramLabel = "N",
            defaultValue = "50",
            description = "Bots' bids, as a multiple of the honest ones' (${DEFAULT-VALUE}).")
    private double botFactor;

    @Option(
            names = "--watchers",
            paramLabel = "N",
            defaultValue = "0",
            description = "Connections to the hot auction's feed, in a process of their own (${DEFAULT-VALUE}).")
    private int watchers;

    @Option(
            names = "--bell",
            description =
                    "Aim 10,000 bids at the last 5 ms before the closes of 200 auctions and 10,000 at the 5 ms after"
                            + " them, while the server decides few at once, so that they wait. Of the other options --peak (the"
                            + " traffic besides), --durability, --rival, --again, --watchers, --warm-up and --seed hold.")
    private boolean bell;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "10",
            description = "Seconds before the run (${DEFAULT-VALUE}).")
    private double warmUp;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The same gives the same plan (${DEFAULT-VALUE}).")
    private long seed;

    boolean rival() {
        return rival;
    }

    /** @throws IllegalArgumentException if options do not go together; the message is for whoever gave them */
    RushConfig config() {
        return bell ? bellConfig() : usualConfig();
    }

    private RushConfig usualConfig() {
        var plan = new PlanConfig(
                peak,
                growth,
                seconds(seconds),
                seconds(after),
                auctions,
                hotShare,
                bidders,
                again,
                bots == 0 ? null : new Flood(bots, botConnections, botFactor),
                null,
                seed);
        return new RushConfig(
                rival, durability, new LaneConfig(kind(), connections, gateways), seconds(warmUp), watchers, plan);
    }

    private RushConfig bellConfig() {
        var aimed = new Bell(BELL_AUCTIONS, BELL_BIDS, BELL_WINDOW, BELL_FIRST, BELL_GAP);
        Duration length = BELL_FIRST.plus(BELL_GAP.multipliedBy(BELL_AUCTIONS)).plusSeconds(1);
        var plan = new PlanConfig(
                peak,
                1,
                length,
                Duration.ZERO,
                BELL_BACKGROUND,
                1.0 / BELL_BACKGROUND,
                BELL_BIDDERS,
                again,
                null,
                aimed,
                seed);
        LaneConfig lane =
                rival ? LaneConfig.http(connections) : LaneConfig.gateways(Kind.WEBSOCKET_BINARY, BELL_GATEWAYS);
        return new RushConfig(rival, durability, lane, seconds(warmUp), watchers, plan);
    }

    private Kind kind() {
        return switch (lane + " " + form) {
            case "http binary", "http json" -> Kind.HTTP;
            case "websocket binary" -> Kind.WEBSOCKET_BINARY;
            case "websocket json" -> Kind.WEBSOCKET_JSON;
            default -> throw new IllegalArgumentException("--lane is http or websocket, and --form json or binary");
        };
    }

    private static Duration seconds(double number) {
        return Duration.ofMillis(Math.round(number * 1_000));
    }
}
