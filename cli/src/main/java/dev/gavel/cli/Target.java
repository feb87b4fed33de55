package dev.gavel.cli;

import dev.gavel.server.ServerConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say on which stores a command works. */
public final class Target {
    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // Set by picocli, which demands one of them.
    private Choice choice;

    @Mixin
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private DevDirectory dev;

    static final class Choice {
        @Option(names = "--config", paramLabel = "FILE", description = "The settings of a server.")
        private @Nullable Path config;

        @Option(
                names = "--dev",
                description = "The stores of gavel dev. Where it does not run, its stores are started meanwhile.")
        private boolean dev;
    }

    public ServerConfig settings(Running running) {
        Path config = choice.config;
        return choice.dev || config == null ? dev.home().attach(running) : ServeCommand.load(config);
    }
}
