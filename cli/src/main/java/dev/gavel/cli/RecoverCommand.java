package dev.gavel.cli;

import dev.gavel.server.ServerConfig;
import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaCheck;
import dev.gavel.server.arena.BidLog;
import dev.gavel.server.arena.RedisClock;
import dev.gavel.server.arena.ScriptTime;
import dev.gavel.server.closing.Release;
import dev.gavel.server.ledger.Ledger;
import dev.gavel.server.ledger.LedgerReader;
import dev.gavel.server.recovery.BucketLevel;
import dev.gavel.server.recovery.BucketReport;
import dev.gavel.server.recovery.Recovery;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "recover",
        description = {
            "Makes Redis level with the ledger again, after it came back empty or older.",
            "",
            "A running server does the same by itself unless recovery.automatic is false. Buckets that are level are not"
                    + " touched, and bids on their auctions go on. With --dry-run nothing is written, and the exit code"
                    + " is 2 if a bucket is not level."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  gavel recover --config gavel.yaml --dry-run",
            "  gavel recover --config gavel.yaml"
        })
final class RecoverCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private Target target;

    @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
    private boolean dryRun;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before call.
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Running running = Running.begin()) {
            ServerConfig settings = target.settings(running);
            Ledger ledger = running.add(Stores.ledger(settings));
            Arena arena = running.add(Arena.connect(settings.arena(), new ScriptTime.Redis()));
            RedisClock clock = running.add(new RedisClock(arena));
            var recovery = new Recovery(arena, clock, settings.bucketCount(), ledger.arenaSource());
            List<BucketLevel> unlevel =
                    recovery.levels().stream().filter(level -> !level.level()).toList();
            out.printf("%d of %d buckets are not level with the ledger%n", unlevel.size(), settings.buckets());
            if (dryRun) {
                unlevel.forEach(level -> print(out, recovery.rehearse(level)));
                return unlevel.isEmpty() ? ExitCode.DONE : ExitCode.DIFFERENT;
            }
            ArenaCheck.run(arena, settings.bucketCount());
            // What the arena has and the ledger has not is read first; where servers run, theirs do it.
            ledger.startReaders(
                    new BidLog(arena, List.of(LedgerReader.NAME)), new Release(arena, settings.bucketCount())::release);
            List<BucketReport> done = new ArrayList<>();
            recovery.recover(unlevel, report -> {
                print(out, report);
                done.add(report);
            });
            long bids = done.stream().mapToLong(BucketReport::bids).sum();
            out.printf(
                    "Recovered %d buckets with %,d open auctions and %,d bids in %.1f s.%n",
                    done.size(),
                    done.stream().mapToLong(BucketReport::open).sum(),
                    bids,
                    done.stream().mapToLong(it -> it.took().toMillis()).sum() / 1000.0);
            return ExitCode.DONE;
        }
    }

    private static void print(PrintWriter out, BucketReport it) {
        out.printf(
                "%5s  arena at %d, ledger at %d%s: %,d open and %,d ended auctions, %,d bids, %,d remembered, %,d ms%n",
                it.bucket(),
                it.arena(),
                it.ledger(),
                it.now() == 0 ? "" : ", now at " + it.now(),
                it.open(),
                it.ended(),
                it.bids(),
                it.remembered(),
                it.took().toMillis());
        out.flush();
    }
}
