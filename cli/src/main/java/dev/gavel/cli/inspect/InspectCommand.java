package dev.gavel.cli.inspect;

import dev.gavel.auction.AuctionId;
import dev.gavel.cli.Arguments;
import dev.gavel.cli.CommandException;
import dev.gavel.cli.ExitCode;
import dev.gavel.cli.Running;
import dev.gavel.cli.Stores;
import dev.gavel.cli.Target;
import dev.gavel.server.ServerConfig;
import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ScriptTime;
import dev.gavel.server.ledger.Ledger;
import dev.gavel.server.ledger.LedgerReads.Ended;
import dev.gavel.server.listing.Live;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "inspect",
        description = {
            "Shows one auction: terms, where it stands, its ranking, and its entries of the bid log, decoded.",
            "",
            "The arena is looked at first; an auction that was settled and has left it is shown from the ledger. Reads only."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  gavel inspect 8421337702940672 --dev",
            "  gavel inspect 8421337702940672 --config gavel.yaml --entries 1000"
        })
public final class InspectCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "AUCTION", description = "The auction's id.")
    @SuppressWarnings("NullAway.Init") // Set by picocli, which demands it.
    private String auction;

    @Mixin
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private Target target;

    @Option(
            names = "--entries",
            paramLabel = "N",
            defaultValue = "200",
            description = "At most so many decisions, the newest (default: ${DEFAULT-VALUE}).")
    private int entries;

    @Option(
            names = "--hidden",
            description =
                    "Also show hidden maximums and the reserve. Nobody but their owners may see them: do not paste"
                            + " this into a ticket.")
    private boolean hidden;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before call.
    private CommandSpec spec;

    @Override
    public Integer call() {
        AuctionId id = Arguments.auction(spec.commandLine(), auction);
        PrintWriter out = spec.commandLine().getOut();
        if (hidden) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "WARNING: hidden maximums and the reserve follow. They are secrets of bidders and seller.");
        }
        try (Running running = Running.begin()) {
            ServerConfig settings = target.settings(running);
            Ledger ledger = running.add(Stores.ledger(settings));
            Arena arena = running.add(Arena.connect(settings.arena(), new ScriptTime.Redis()));
            var words = new Words(out, hidden);
            Buckets buckets = settings.bucketCount();
            Bucket bucket = buckets.of(id.value());
            ArenaView inArena = running.add(new ArenaView(arena, buckets));
            Optional<Live> live = inArena.find(id);
            if (live.isPresent()) {
                words.live(live.get(), place(bucket, ledger));
                words.ranking(inArena.ranking(id), live.get().listing().terms().pricing());
            } else {
                inLedger(id, ledger, words, place(bucket, ledger));
            }
            words.log(inArena.decisions(id, bucket, entries), inArena.oldestEntry(bucket));
            return ExitCode.DONE;
        } finally {
            out.flush();
        }
    }

    private void inLedger(AuctionId id, Ledger ledger, Words words, String place) {
        Optional<Ended> ended = ledger.reads().ended(id);
        if (ended.isPresent()) {
            words.ended(ended.get(), place);
            words.history(ledger.reads().history(id, Long.MAX_VALUE, entries));
            return;
        }
        words.listed(
                ledger.catalog()
                        .find(id)
                        .orElseThrow(() -> new CommandException("neither the arena nor the ledger has auction " + id)),
                place);
    }

    private static String place(Bucket bucket, Ledger ledger) {
        return "bucket " + bucket.number() + ", " + ledger.router().on(bucket);
    }
}
