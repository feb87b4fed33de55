package dev.gavel.rush;

import dev.gavel.rush.bench.Bench;
import dev.gavel.rush.bench.Ceilings;
import dev.gavel.rush.bench.Measured;
import dev.gavel.rush.bench.Results;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gavel bench}. */
@Command(
        name = "bench",
        description =
                "Measure Gavel against the rival, a transaction in PostgreSQL for each bid: both in alternation on"
                        + " this machine, medians of several rounds, as ratios.",
        footerHeading = "%nFigures:%n",
        footer = {
            "  hot-auction, thousand-auctions, *-per-bid, ...",
            "                    both engines, without a network",
            "  http-15k-*        15,000 bids/s of 10,000 bidders on one auction over HTTP",
            "  websocket-40k-*   40,000 bids/s of 10,000 bidders over 4 WebSockets of",
            "                    gateways; the rival has none and gets 5,000/s over",
            "                    HTTP, some times what it can serve",
            "  watchers-10k-*    at 5,000 bids/s: -delay-* from any decision to the reading of",
            "                    an update that has it, over all and 10,000 watchers;",
            "                    -read-* from an update's making to a watcher's reading it",
            "  watcher-idle-kib  memory of the server for each idle one of them",
            "  observing-*       CPU of the server for a bid without its compiler's, observed",
            "                    and not, at 10,000/s over WebSockets; both columns are",
            "                    Gavel, with processes of their own in each round",
            "  fairness-*        1,000 honest bidders under bots: p99 with ÷ without",
            "                    bots, share answered, Jain's index",
            "The rival has no watchers and no fairness to measure. Where fewer than 99 %%",
            "of the bids were answered, a p99 is 10 s, when a client gives up. Server,",
            "stores and bidders share the machine, and so does whatever else runs."
        },
        mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before call.
    private CommandSpec spec;

    @Option(names = "--only", paramLabel = "NAME", description = "Measure this alone; repeat it for several.")
    private List<String> only = List.of();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "How many; ${DEFAULT-VALUE} if not said.")
    private int rounds;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            description = "Seconds that each engine runs before its first round; 10 if not said. Less shows what is"
                    + " being compiled, not what it does.")
    private int warmUp = (int) Bench.WARM_UP.toSeconds();

    @Option(names = "--json", paramLabel = "FILE", description = "Write the results to this file, too.")
    private @Nullable Path json;

    @Override
    public Integer call() {
        List<String> known = Stream.of(Bench.names(), EndToEnd.names(), Observing.names(), Fairness.NAMES)
                .flatMap(List::stream)
                .toList();
        for (String name : only) {
            if (!known.contains(name)) {
                throw new ParameterException(
                        spec.commandLine(), "there is no figure " + name + "; here are " + String.join(", ", known));
            }
        }
        if (rounds < 1 || rounds > 1_000) {
            throw new ParameterException(spec.commandLine(), "--rounds is 1 to 1000, not " + rounds);
        }
        if (warmUp < 1 || warmUp > 600) {
            throw new ParameterException(spec.commandLine(), "--warm-up is 1 to 600 seconds, not " + warmUp);
        }
        List<String> wanted = only.isEmpty() ? known : only;
        var bench = new Bench(rounds, Duration.ofSeconds(warmUp), this::progress);
        Ceilings before = bench.ceilings();
        List<Measured> measured = new ArrayList<>(bench.measure(wanted));
        measured.addAll(new EndToEnd(rounds, this::progress).measure(wanted));
        measured.addAll(new Observing(rounds, this::progress).measure(wanted));
        measured.addAll(Fairness.measure(rounds, this::progress, wanted));
        Ceilings after = bench.ceilings();
        var results = new Results(measured);
        PrintWriter out = spec.commandLine().getOut();
        out.print(results.table());
        print(out, "before", before);
        print(out, "after", after);
        out.flush();
        if (json != null) {
            results.writeJson(json);
        }
        return 0;
    }

    private static void print(PrintWriter out, String when, Ceilings ceilings) {
        out.printf(
                Locale.ROOT,
                "Ceilings of this machine %s: %,.0f ZADD+XADD/s pipelined (%.1f µs of CPU each), %,.0f fdatasync/s, slowest %.1f ms%n",
                when,
                ceilings.pairsPerSecond(),
                ceilings.microsPerPair(),
                ceilings.fdatasyncsPerSecond(),
                ceilings.slowestFdatasyncMs());
    }

    private void progress(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
