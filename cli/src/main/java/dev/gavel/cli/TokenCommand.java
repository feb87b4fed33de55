package dev.gavel.cli;

import dev.gavel.auction.AccountId;
import dev.gavel.server.identity.Role;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "token",
        description = {
            "Prints a bearer token that the server of gavel dev accepts.",
            "",
            "It is signed with a key that gavel dev has made for itself. A production server holds no such key: its tokens come"
                    + " from your identity provider, whose public keys are the setting identity.keySet."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  export ANN=$(gavel token --dev --role bidder --as ann)",
            "  gavel token --dev --role seller --role bidder --as sue --hours 1"
        })
final class TokenCommand implements Callable<Integer> {
    private static final int HOURS_MAX = 24 * 366;

    @Option(names = "--dev", required = true, description = "For the server of gavel dev; there is no other yet.")
    @SuppressWarnings("UnusedVariable") // That it must be written out is its whole purpose.
    private boolean dev;

    @Mixin
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private DevDirectory directory;

    @Option(names = "--role", required = true, description = "bidder, seller or operator; may be given more than once.")
    @SuppressWarnings("NullAway.Init") // Set by picocli, which demands it.
    private Set<Role> roles;

    @Option(names = "--as", paramLabel = "NAME", required = true, description = "The account, for example ann.")
    @SuppressWarnings("NullAway.Init") // Set by picocli, which demands it.
    private String name;

    @Option(
            names = "--hours",
            paramLabel = "N",
            defaultValue = "12",
            description = "For how long (default: ${DEFAULT-VALUE}).")
    private int hours;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before call.
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (hours < 1 || hours > HOURS_MAX) {
            throw new ParameterException(spec.commandLine(), "--hours is 1 to " + HOURS_MAX);
        }
        spec.commandLine().getOut().println(directory.home().tokens().mint(account(), roles, Duration.ofHours(hours)));
        return ExitCode.DONE;
    }

    private AccountId account() {
        try {
            return new AccountId(name);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--as: " + e.getMessage(), e);
        }
    }
}
