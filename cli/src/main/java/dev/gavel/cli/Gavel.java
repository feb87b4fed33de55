package dev.gavel.cli;

        subcommands = {BenchCommand.class, ReplayCommand.class, HelpCommand.class},
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The root of all subcommands. The script {@code gavel} does {@code test} and {@code format} itself. */
@Command(
        name = "gavel",
        description = "The bidding backend of a live-auction platform.",
        mixinStandardHelpOptions = true,
        versionProvider = Gavel.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {BenchCommand.class, ReplayCommand.class, HelpCommand.class},
        footer = {
            "",
            "On the sources:",
            "  test    Build all and run all tests; arguments go to Maven.",
            "  format  Format the sources as the build demands."
        })
public final class Gavel implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before run.
    private CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Gavel()).execute(arguments));
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
            return new String[] {"gavel " + (built == null ? "(not from a jar)" : built) + ", Java " + Runtime.version()
            };
        }
    }
}
