package dev.gavel.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "recover-bench",
        description = {
            "Says how long it takes to recover Redis from the ledger.",
            "",
            "Makes up auctions and bids in temporary stores, empties Redis, and recovers it. Needs some minutes."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  gavel recover-bench", "  gavel recover-bench --auctions 100 --bids 50000"})
final class RecoverBenchCommand implements Callable<Integer> {
    private static final int AUCTIONS_MAX = 100_000;
    private static final int BIDS_MAX = 10_000_000;

    @Option(names = "--auctions", paramLabel = "N", description = "Open auctions (default: ${DEFAULT-VALUE}).")
    private int auctions = 10_000;

    @Option(names = "--bids", paramLabel = "N", description = "Bids on them (default: ${DEFAULT-VALUE}).")
    private int bids = 1_000_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before call.
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (auctions < 1 || auctions > AUCTIONS_MAX || bids < 1 || bids > BIDS_MAX) {
            throw new CommandException("--auctions is 1 to " + AUCTIONS_MAX + ", --bids 1 to " + BIDS_MAX);
        }
        try (Running running = Running.begin()) {
            new RecoveryMeasure(spec.commandLine().getOut()).run(running, auctions, bids);
            return ExitCode.DONE;
        }
    }
}
