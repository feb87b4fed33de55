package dev.gavel.cli.runbook;

import dev.gavel.cli.CommandException;
import dev.gavel.cli.ExitCode;
import dev.gavel.server.ServerConfig;
import dev.gavel.server.platform.ConfigFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "runbook",
        description = {
            "Runs the diagnosis of an alert's page in docs/runbooks on a live system, and prints what it finds.",
            "",
            "Reads only. Asks nodes twice for their metrics, and Prometheus instead where it is given; the stores too"
                    + " where a configuration says how to reach them. Each line is ok, look here with what to do next,"
                    + " or cannot tell. Exit code 2 if there is something to look at. Without a name it lists the pages."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  gavel runbook",
            "  gavel runbook bids-slow --server http://10.0.0.1:8080 --server http://10.0.0.2:8080",
            "  gavel runbook ledger-behind --prometheus http://10.0.0.9:9090 --config gavel.yaml"
        })
public final class RunbookCommand implements Callable<Integer> {
    private static final String SERVER_DEFAULT = "http://127.0.0.1:8080";

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "The page, as bids-slow.")
    private @Nullable String name;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "A node; give it again for more (default: " + SERVER_DEFAULT + ", without --prometheus).")
    private List<String> servers = new ArrayList<>();

    @Option(names = "--prometheus", paramLabel = "URL", description = "The Prometheus that looks at the nodes.")
    private @Nullable String prometheus;

    @Option(names = "--config", paramLabel = "FILE", description = "The settings of a server: ask its stores as well.")
    private @Nullable Path config;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "2",
            description = "Between two looks at the nodes (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before call.
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (name == null) {
            Runbooks.ALL.forEach(it -> out.printf("%-20s %s%n", it.name(), it.title()));
            return ExitCode.DONE;
        }
        Runbook runbook = Runbooks.ALL.stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CommandException("no runbook is named " + name + "; gavel runbook lists them"));
        List<Finding> findings = new ArrayList<>();
        try (var web = new Web()) {
            String metrics = prometheus;
            if (servers.isEmpty() && metrics == null) {
                servers = List.of(SERVER_DEFAULT);
            }
            var nodes = new Nodes(web, servers.stream().map(Web::base).toList());
            print(nodes.health(), findings, out);
            if (metrics == null) {
                run(runbook, nodes.scrape(Duration.ofSeconds(Math.max(1, seconds))), findings, out);
            } else {
                var asked = new Prometheus(web, Web.base(metrics));
                print(List.of(asked.alert(runbook.alert())), findings, out);
                run(runbook, asked, findings, out);
            }
        }
        Path settings = config;
        if (settings != null) {
            var loaded = ConfigFile.load(settings, ServerConfig.class, ServerConfig.DEFAULT, System::getenv);
            runbook.stores().forEach(store -> print(store.run(loaded), findings, out));
        }
        long bad = findings.stream().filter(Finding::isBad).count();
        out.printf(
                "%s See docs/runbooks/%s.md.%n",
                bad == 0 ? "Nothing wrong was found." : bad + " to look at.", runbook.name());
        return bad == 0 ? ExitCode.DONE : ExitCode.DIFFERENT;
    }

    private static void run(Runbook runbook, Source source, List<Finding> findings, PrintWriter out) {
        runbook.checks().forEach(check -> print(check.run(source), findings, out));
    }

    private static void print(List<Finding> found, List<Finding> findings, PrintWriter out) {
        found.forEach(finding -> finding.print(out));
        findings.addAll(found);
    }
}
