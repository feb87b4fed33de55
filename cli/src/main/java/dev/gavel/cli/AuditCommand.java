package dev.gavel.cli;

import dev.gavel.auction.AuctionId;
import dev.gavel.server.ServerConfig;
import dev.gavel.server.ledger.AuditReport;
import dev.gavel.server.ledger.AuditReport.Difference;
import dev.gavel.server.ledger.Ledger;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "audit",
        description = {
            "Lets the referee judge auctions again from the ledger, and compares what it finds with the results there.",
            "",
            "Reads terms and accepted bids of one auction or all, in one snapshot of each shard, also while servers run."
                    + " Exit code 2 if a result differs, an auction is in quarantine, or one that should have been settled"
                    + " is not."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  gavel audit --config gavel.yaml",
            "  gavel audit --config gavel.yaml --auction 8421337702940672 --json",
            "  gavel audit --dev"
        })
final class AuditCommand implements Callable<Integer> {
    /** Beyond the drain: what the ledger's reader may need after a rush. */
    private static final Duration CATCHING_UP = Duration.ofSeconds(10);

    @Mixin
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private Target target;

    @Option(names = "--auction", paramLabel = "ID", description = "Only this one.")
    private @Nullable String auction;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before call.
    private CommandSpec spec;

    @Override
    public Integer call() {
        AuctionId only = auction == null ? null : Arguments.auction(spec.commandLine(), auction);
        try (Running running = Running.begin()) {
            ServerConfig settings = target.settings(running);
            Ledger ledger = running.add(Stores.ledger(settings));
            AuditReport report = audit(ledger, settings, only);
            print(report);
            return report.clean() ? ExitCode.DONE : ExitCode.DIFFERENT;
        }
    }

    private static AuditReport audit(Ledger ledger, ServerConfig settings, @Nullable AuctionId only) {
        Duration grace = settings.arena().drain().plus(CATCHING_UP);
        if (only == null) {
            return ledger.audit().all(Instant.now(), grace);
        }
        AuditReport report = ledger.audit().one(only, Instant.now(), grace);
        if (report.checked() == 0) {
            throw new CommandException("the ledger has no auction " + only);
        }
        return report;
    }

    private void print(AuditReport report) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new JsonMapper().writeValueAsString(document(report)));
            return;
        }
        out.printf("%,10d auctions checked%n", report.checked());
        out.printf("%,10d settled as the referee finds%n", report.agreeing());
        out.printf("%,10d settled otherwise%n", report.differing());
        out.printf("%,10d in quarantine%n", report.quarantined());
        out.printf("%,10d open%n", report.open());
        out.printf("%,10d past their close and not settled%n", report.overdue());
        for (Difference difference : report.differences()) {
            out.println();
            out.println("auction " + difference.auction());
            out.println("  ledger   " + difference.ledger());
            out.println("  referee  " + difference.referee());
        }
        if (!report.overdueAuctions().isEmpty()) {
            out.println();
            report.overdueAuctions().forEach(id -> out.println("not settled: " + id));
        }
        out.println(report.clean() ? "All is well." : "Something differs.");
    }

    private static Map<String, Object> document(AuditReport report) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("clean", report.clean());
        document.put("checked", report.checked());
        document.put("agreeing", report.agreeing());
        document.put("differing", report.differing());
        document.put("quarantined", report.quarantined());
        document.put("open", report.open());
        document.put("overdue", report.overdue());
        document.put(
                "differences",
                report.differences().stream()
                        .map(it -> Map.of(
                                "auction", it.auction().toString(), "ledger", it.ledger(), "referee", it.referee()))
                        .toList());
        document.put(
                "overdueAuctions",
                report.overdueAuctions().stream().map(AuctionId::toString).toList());
        return document;
    }
}
