package dev.gavel.rush;

import dev.gavel.rush.load.LaneConfig;
import dev.gavel.rush.load.LaneConfig.Kind;
import dev.gavel.rush.load.PlanConfig;
import dev.gavel.rush.load.PlanConfig.Flood;
import dev.gavel.rush.report.HtmlReport;
import dev.gavel.rush.report.RushReport;
import dev.gavel.rush.report.RushText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code gavel rush}. */
@Command(
        name = "rush",
        description = {
            "Lets virtual bidders loose on auctions that close, and checks every answer that they got.",
            "",
            "Bids come as in recorded auctions, a hundred times as many at the close as at the beginning, most of them on"
                    + " one auction, whether or not those before were answered. Server, stores and bidders run in"
                    + " processes of their own. The exit code is 1 if a promise was broken."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class RushCommand implements Callable<Integer> {
    private static final int BROKEN = 1;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before call.
    private CommandSpec spec;

    @Option(names = "--rival", description = "Rush the rival, a transaction in PostgreSQL for each bid.")
    private boolean rival;

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

    @Option(names = "--html", paramLabel = "FILE", description = "Write the report as one page.")
    private @Nullable Path html;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the report for programs.")
    private @Nullable Path json;

    @Option(names = "--history", paramLabel = "FILE", description = "Keep what each bidder sent and was told.")
    private @Nullable Path history;

    @Override
    public Integer call() {
        RushConfig config = config();
        PrintWriter progress = spec.commandLine().getErr();
        try {
            Path directory = Files.createTempDirectory("gavel-rush-");
            RushReport report = new Rush(config, directory, line -> {
                        progress.println(line);
                        progress.flush();
                    })
                    .run();
            if (history != null) {
                Files.copy(directory.resolve(Rush.HISTORY), history);
            }
            write(report);
            Rush.delete(directory);
            return report.kept() ? 0 : BROKEN;
        } catch (IOException e) {
            throw new UncheckedIOException("could not keep the files of the rush", e);
        }
    }

    private RushConfig config() {
        try {
            return new RushConfig(
                    rival,
                    new LaneConfig(kind(), connections, gateways),
                    seconds(warmUp),
                    watchers,
                    new PlanConfig(
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
                            seed));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private Kind kind() {
        return switch (lane + " " + form) {
            case "http binary", "http json" -> Kind.HTTP;
            case "websocket binary" -> Kind.WEBSOCKET_BINARY;
            case "websocket json" -> Kind.WEBSOCKET_JSON;
            default -> throw new IllegalArgumentException("--lane is http or websocket, and --form json or binary");
        };
    }

    private void write(RushReport report) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.print(RushText.of(report));
        out.flush();
        if (html != null) {
            Files.writeString(html, HtmlReport.of(report));
        }
        if (json != null) {
            Files.writeString(
                    json,
                    JsonMapper.builder()
                                    .build()
                                    .writerWithDefaultPrettyPrinter()
                                    .writeValueAsString(report) + "\n");
        }
    }

    private static Duration seconds(double number) {
        return Duration.ofMillis(Math.round(number * 1_000));
    }
}
