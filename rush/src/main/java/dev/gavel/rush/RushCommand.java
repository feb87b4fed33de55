package dev.gavel.rush;

import dev.gavel.rush.report.HtmlReport;
import dev.gavel.rush.report.RushReport;
import dev.gavel.rush.report.RushText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
        footerHeading = "%nExamples:%n",
        footer = {
            "  gavel rush                       2,000 bids/s at the close, over HTTP",
            "  gavel rush --rival               the same against a row lock",
            "  gavel rush --lane websocket      a WebSocket for each bidder",
            "  gavel rush --lane websocket --gateways 4 --bidders 10000 --growth 1 \\",
            "             --peak 40000          as much all the time, on 4 connections",
            "  gavel rush --watchers 10000 --peak 500",
            "                                   a crowd that looks on",
            "  gavel rush --bots 20             bots with 50 times the honest traffic",
            "",
            "An account may place 10 bids a second, so take a bidder for every few bids a",
            "second. Where bids were sent late, the bidders' process was too slow, and",
            "latencies say more of it than of the server. Warm up for 30 s before you",
            "believe a latency."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class RushCommand implements Callable<Integer> {
    private static final int BROKEN = 1;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before call.
    private CommandSpec spec;

    @Mixin
    private final RushOptions options = new RushOptions();

    @Option(
            names = "--fairness",
            paramLabel = "ROUNDS",
            arity = "0..1",
            defaultValue = "0",
            fallbackValue = "3",
            description = "Instead of all that: what bots take from honest bidders. The same bids of 1,000 of these,"
                    + " without bots and with 50 times as many from 20 accounts on 200 connections, in turn; ROUNDS is"
                    + " ${FALLBACK-VALUE} if not said. --rival holds.")
    private int fairness;

    @Option(names = "--html", paramLabel = "FILE", description = "Write the report as one page.")
    private @Nullable Path html;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the report for programs.")
    private @Nullable Path json;

    @Option(names = "--history", paramLabel = "FILE", description = "Keep what each bidder sent and was told.")
    private @Nullable Path history;

    @Override
    public Integer call() {
        if (fairness > 0) {
            return fairness();
        }
        RushConfig config = config();
        try {
            Path directory = Files.createTempDirectory("gavel-rush-");
            RushReport report = Rush.once(config, directory, this::progress);
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

    private int fairness() {
        progress(Fairness.conditions());
        List<Fairness.Pair> pairs = new Fairness(options.rival(), this::progress).run(fairness, 1);
        PrintWriter out = spec.commandLine().getOut();
        out.print(Fairness.summary(pairs));
        out.flush();
        return pairs.stream().allMatch(Fairness.Pair::kept) ? 0 : BROKEN;
    }

    private void progress(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }

    private RushConfig config() {
        try {
            return options.config();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
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
}
