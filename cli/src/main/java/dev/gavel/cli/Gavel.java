package dev.gavel.cli;

import dev.gavel.cli.demo.DemoCommand;
import dev.gavel.cli.fuzz.FuzzCommand;
import dev.gavel.cli.inspect.InspectCommand;
import dev.gavel.cli.replay.ReplayCommand;
import dev.gavel.cli.runbook.RunbookCommand;
import dev.gavel.rush.BenchCommand;
import dev.gavel.rush.RushCommand;
import dev.gavel.rush.drill.DrillCommand;
import dev.gavel.server.arena.BuildInfo;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The root of all subcommands. The script {@code gavel} does {@code test}, {@code format} and {@code jmh} itself. */
@Command(
        name = "gavel",
        description = "The bidding backend of a live-auction platform.",
        mixinStandardHelpOptions = true,
        versionProvider = Gavel.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            DevCommand.class,
            ServeCommand.class,
            MigrateCommand.class,
            AuditCommand.class,
            RecoverCommand.class,
            RecoverBenchCommand.class,
            GenerationCommand.class,
            InspectCommand.class,
            RunbookCommand.class,
            ReplayCommand.class,
            RushCommand.class,
            BenchCommand.class,
            FuzzCommand.class,
            DrillCommand.class,
            IdCommand.class,
            TokenCommand.class,
            HelpCommand.class
        },
        footer = {
            "",
            "On the sources:",
            "  test    Build all and run all tests; arguments go to Maven.",
            "  format  Format the sources as the build demands.",
            "  jmh     What the rules and the codec cost; arguments go to JMH.",
            "",
            "Begin with:",
            "  gavel demo          auctions from the first bid to the settled result",
            "  gavel dev           a server with all its stores, and tokens to try it with",
            "  gavel help COMMAND  what a command does, with examples",
            "",
            "Exit codes: 0 done, 1 failed, 2 found something, 64 wrong arguments.",
            "GAVEL_LOG_LEVEL=info (debug, warn, error) chooses what goes to stderr."
        })
public final class Gavel implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before run.
    private CommandSpec spec;

    public static void main(String[] arguments) {
        Logging.choose(arguments);
        System.exit(run(arguments));
    }

    /** @return the exit code */
    static int run(String... arguments) {
        return new CommandLine(new Gavel())
                .setParameterExceptionHandler(Failures::wrongArguments)
                .setExecutionExceptionHandler(Failures::failed)
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** As the jar's manifest has it. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            var built = Gavel.class.getPackage().getImplementationVersion();
            BuildInfo server = BuildInfo.own();
            return new String[] {
                "gavel " + (built == null ? "(not from a jar)" : built) + ", Java " + Runtime.version(),
                "arena formats " + server.logFormat() + ", scripts " + server.scripts()
            };
        }
    }
}
