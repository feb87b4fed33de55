package dev.gavel.cli.fuzz;

import dev.gavel.cli.ExitCode;
import dev.gavel.cli.Running;
import dev.gavel.cli.StoreSettings;
import dev.gavel.dev.DevStores;
import dev.gavel.server.Server;
import dev.gavel.server.identity.KeySet;
import dev.gavel.server.identity.Tokens;
import io.netty.util.ResourceLeakDetector;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "fuzz",
        description = {
            "Sends malformed requests and frames to a server with real stores.",
            "",
            "Half are HTTP requests, half WebSocket frames, text and binary: valid ones that were damaged, odd framing,"
                    + " and random bytes. A good client bids all the while. Exit code 2 if an input is answered 500, or"
                    + " is not answered; if the server logs an error, refuses a good bid, or holds connections or more"
                    + " memory when all is over."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  gavel fuzz", "  gavel fuzz --requests 1000000 --seed 42"})
public final class FuzzCommand implements Callable<Integer> {
    private static final int CONNECTIONS_MAX = 5_000;

    @Option(
            names = "--requests",
            paramLabel = "N",
            defaultValue = "100000",
            description = "How many requests and frames (default: ${DEFAULT-VALUE}).")
    private long requests;

    @Option(names = "--seed", paramLabel = "N", description = "The same inputs again (default: a random one).")
    private @Nullable Long seed;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "64",
            description = "How many clients at once, with two connections each (default: ${DEFAULT-VALUE}).")
    private int connections;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before call.
    private CommandSpec spec;

    @Override
    public Integer call() {
        require("--requests", requests, Long.MAX_VALUE);
        require("--connections", connections, CONNECTIONS_MAX);
        long chosen = seed == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) : seed;
        PrintWriter out = spec.commandLine().getOut();
        // Follows every buffer: some leaks are of one in thousands.
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        try (Running running = Running.begin()) {
            out.println("Starting Redis, PostgreSQL and a server ...");
            DevStores stores = running.add(DevStores.temporary());
            Tokens tokens = Tokens.withNewKey(InstantSource.system());
            Server server =
                    running.add(Server.start(StoreSettings.of(stores, 0, null), KeySet.parse(tokens.publicKeySet())));
            out.printf("%,d inputs over %d connections, --seed %d%n", requests, 2 * connections, chosen);
            out.flush();
            FuzzRun.Result result = new FuzzRun(server, tokens, chosen).run(requests, connections, tally -> {
                out.printf("  %,d sent, %d faults%n", tally.inputs(), tally.faultCount());
                out.flush();
            });
            print(out, result);
            return result.tally().faultCount() == 0 ? ExitCode.DONE : ExitCode.DIFFERENT;
        }
    }

    private void require(String option, long value, long max) {
        if (value < 1 || value > max) {
            throw new ParameterException(spec.commandLine(), option + " is 1 to " + max + ", not " + value);
        }
    }

    private static void print(PrintWriter out, FuzzRun.Result result) {
        Tally tally = result.tally();
        long millis = Math.max(1, result.took().toMillis());
        out.println();
        tally.outcomes().forEach((outcome, count) -> out.printf("%,12d  %s%n", count.sum(), outcome));
        out.printf(
                "%n%,d inputs in %,d s (%,d a second); the slowest answer took %,d ms%n",
                tally.inputs(), millis / 1_000, tally.inputs() * 1_000 / millis, tally.slowestMillis());
        print(out, "After a tenth", result.warm());
        print(out, "At the end", result.after());
        out.printf("%,d faults%n", tally.faultCount());
        tally.faults().forEach(fault -> out.println("  " + fault));
        out.flush();
    }

    private static void print(PrintWriter out, String when, FuzzRun.Vitals vitals) {
        out.printf(
                "%-14s %d connections, %.1f MB direct memory, %.1f MB heap, %d threads%n",
                when, vitals.connections(), vitals.directBytes() / 1e6, vitals.heapBytes() / 1e6, vitals.threads());
    }
}
