package dev.gavel.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option by which every command finds the directory of {@code gavel dev}. */
final class DevDirectory {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".gavel/dev",
            description = "Where gavel dev keeps its data (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // Set by picocli, which knows the default.
    private Path directory;

    DevHome home() {
        return new DevHome(directory);
    }
}
