package dev.gavel.rush;

import dev.gavel.rush.bench.Bench;
import dev.gavel.rush.bench.Results;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
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

    @Option(names = "--json", paramLabel = "FILE", description = "Write the results to this file, too.")
    private @Nullable Path json;

    @Override
    public Integer call() {
        List<String> known = Bench.names();
        for (String name : only) {
            if (!known.contains(name)) {
                throw new ParameterException(
                        spec.commandLine(), "there is no figure " + name + "; here are " + String.join(", ", known));
            }
        }
        if (rounds < 1 || rounds > 1_000) {
            throw new ParameterException(spec.commandLine(), "--rounds is 1 to 1000, not " + rounds);
        }
        PrintWriter progress = spec.commandLine().getErr();
        var bench = new Bench(rounds, line -> {
            progress.println(line);
            progress.flush();
        });
        var results = new Results(bench.measure(only.isEmpty() ? known : only));
        PrintWriter out = spec.commandLine().getOut();
        out.print(results.table());
        out.flush();
        if (json != null) {
            results.writeJson(json);
        }
        return 0;
    }
}
