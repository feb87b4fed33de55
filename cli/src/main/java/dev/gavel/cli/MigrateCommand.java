package dev.gavel.cli;

import dev.gavel.server.ServerConfig;
import dev.gavel.server.ledger.Ledger;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "migrate",
        description = {
            "Brings the ledger's schema up to date as the role that owns it.",
            "",
            "Only needed where servers connect by a role that may not do so themselves (SECURITY.md, Stores). The file's"
                    + " shards name the owner as user."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  gavel migrate --config owner.yaml"})
final class MigrateCommand implements Callable<Integer> {
    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The settings, in YAML.")
    @SuppressWarnings("NullAway.Init") // Set by picocli before call.
    private Path config;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before call.
    private CommandSpec spec;

    @Override
    public Integer call() {
        ServerConfig settings = ServeCommand.load(config);
        Ledger.migrate(settings.ledger().addresses(), settings.ledger().pool());
        var out = spec.commandLine().getOut();
        out.println("The ledger of " + settings.ledger().shards().size() + " shards is up to date.");
        out.flush();
        return ExitCode.DONE;
    }
}
