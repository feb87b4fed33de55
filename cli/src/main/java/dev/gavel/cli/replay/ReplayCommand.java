package dev.gavel.cli.replay;

import dev.gavel.auction.Reason;
import dev.gavel.dev.DevStores;
import dev.gavel.server.ledger.AuditReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gavel replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Replay recorded auctions through the real arena, ledger and settlement.",
            "",
            "The folder holds auctions.csv and bids.csv, and results.csv where the true outcomes are known. The recorded"
                    + " times are the clock. The results are compared with the true ones, except for auctions of"
                    + " class defect, which follow no rule."
        },
        exitCodeListHeading = "%nExit code:%n",
        exitCodeList = {
            "0:replayed, and all that could be compared is the same",
            "1:could not be replayed",
            "2:some auctions ended otherwise than they really did, or the audit found something"
        },
        footerHeading = "%nExample:%n",
        footer = "  gavel replay --data recorded/ebay-palm --results out.csv")
public final class ReplayCommand implements Callable<Integer> {
    private static final int DIFFERENCES_SHOWN_MAX = 20;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "The folder with the recorded auctions.")
    @SuppressWarnings("NullAway.Init") // Required, so picocli has set it.
    private Path data;

    @Option(names = "--results", paramLabel = "OUT.csv", description = "Where to write the results, as results.csv is.")
    private @Nullable Path results;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before call.
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        List<RecordedAuction> recorded;
        try {
            recorded = RecordedAuctions.read(data);
        } catch (RecordedFormatException | UncheckedIOException e) {
            spec.commandLine().getErr().println("gavel replay: " + e.getMessage());
            return 1;
        }
        out.printf(
                "Replaying %,d auctions with %,d bids from %s ...%n",
                recorded.size(),
                recorded.stream().mapToInt(one -> one.bids().size()).sum(),
                data);
        out.flush();
        long began = System.nanoTime();
        try (DevStores stores = DevStores.temporary();
                ReplayNode node = new ReplayNode(stores)) {
            List<ReplayResult> replayed = results(node, new Replay(node).run(recorded));
            out.printf("Replayed and settled in %.1f s.%n", (System.nanoTime() - began) / 1e9);
            write(replayed, out);
            printRefusals(replayed, out);
            boolean same = compare(replayed, out);
            boolean clean = audit(node, out);
            return same && clean ? 0 : 2;
        }
    }

    private static List<ReplayResult> results(ReplayNode node, List<ReplayedAuction> auctions) {
        var reads = node.ledger().reads();
        return auctions.stream()
                .map(auction -> ReplayResult.of(auction, reads.result(auction.id())))
                .toList();
    }

    private void write(List<ReplayResult> replayed, PrintWriter out) {
        if (results == null) {
            return;
        }
        List<String> lines = new ArrayList<>();
        lines.add(ReplayResult.HEADER);
        replayed.forEach(result -> lines.add(result.csv()));
        try {
            Files.write(results, lines);
        } catch (IOException e) {
            throw new UncheckedIOException("the results cannot be written to " + results, e);
        }
        out.printf("Results are in %s.%n", results);
    }

    private static void printRefusals(List<ReplayResult> replayed, PrintWriter out) {
        Map<Reason, Integer> refused = new EnumMap<>(Reason.class);
        Map<Reason, Integer> inDefects = new EnumMap<>(Reason.class);
        for (ReplayResult result : replayed) {
            ReplayedAuction auction = result.auction();
            auction.refused()
                    .forEach((reason, count) ->
                            (auction.isDefect() ? inDefects : refused).merge(reason, count, Integer::sum));
        }
        out.printf(
                "Refused bids: %s%s.%n",
                words(refused), inDefects.isEmpty() ? "" : "; in auctions of class defect: " + words(inDefects));
    }

    private static String words(Map<Reason, Integer> counts) {
        if (counts.isEmpty()) {
            return "none";
        }
        List<String> words = new ArrayList<>();
        counts.forEach((reason, count) -> words.add(count + " " + reason));
        return String.join(", ", words);
    }

    private static boolean compare(List<ReplayResult> replayed, PrintWriter out) {
        List<ReplayResult> comparable = replayed.stream()
                .filter(result -> result.auction().recorded().result() != null
                        && !result.auction().isDefect())
                .toList();
        if (comparable.isEmpty()) {
            out.println("There is no results.csv to compare with.");
            return true;
        }
        List<String> differences = comparable.stream()
                .map(ReplayResult::difference)
                .filter(Objects::nonNull)
                .toList();
        long defects =
                replayed.stream().filter(result -> result.auction().isDefect()).count();
        out.printf(
                "Outcome, price, winner and close: %d of %d as they really were%s.%n",
                comparable.size() - differences.size(),
                comparable.size(),
                defects == 0 ? "" : " (" + defects + " of class defect not compared)");
        differences.stream().limit(DIFFERENCES_SHOWN_MAX).forEach(line -> out.println("  " + line));
        return differences.isEmpty();
    }

    private static boolean audit(ReplayNode node, PrintWriter out) {
        AuditReport report = node.ledger().audit().all(Instant.now(), Duration.ZERO);
        out.printf(
                "Audit: %d auctions, %d agree with the referee, %d differ, %d in quarantine, %d unsettled.%n",
                report.checked(), report.agreeing(), report.differing(), report.quarantined(), report.overdue());
        return report.clean();
    }
}
