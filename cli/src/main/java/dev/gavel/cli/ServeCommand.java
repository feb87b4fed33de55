package dev.gavel.cli;

import dev.gavel.server.Server;
import dev.gavel.server.ServerConfig;
import dev.gavel.server.platform.ConfigFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "serve",
        description = {
            "Runs one node on the stores of a configuration file, until SIGTERM or SIGINT.",
            "",
            "Nodes have no state: run as many as you like on the same stores. On a signal a node takes no new bids, answers"
                    + " those that it has, and ends. It does not start on stores that would break a promise; one line on"
                    + " stderr then says which setting to change, and the exit code is 1."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A file says only what differs from the defaults:",
            "  arena:",
            "    redisUri: redis://10.0.0.5:6379",
            "  ledger:",
            "    shards:",
            "      - {url: \"jdbc:postgresql://10.0.0.6/gavel\", user: gavel, password: \"${GAVEL_DB_PASSWORD}\"}",
            "  identity:",
            "    keySet: /etc/gavel/keys.json",
            "",
            "Examples:",
            "  gavel serve --print-config                    all settings with their defaults",
            "  gavel serve --config gavel.yaml --print-config  what this file makes of them",
            "  gavel serve --config gavel.yaml"
        })
final class ServeCommand implements Callable<Integer> {
    @Option(names = "--config", paramLabel = "FILE", description = "The settings, in YAML.")
    private @Nullable Path config;

    @Option(
            names = "--print-config",
            description = "Print all settings as they would be used, passwords masked, and end.")
    private boolean print;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before call.
    private CommandSpec spec;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        if (print) {
            out.print(ConfigFile.print(Masked.passwords(config == null ? ServerConfig.DEFAULT : load(config))));
            out.flush();
            return ExitCode.DONE;
        }
        if (config == null) {
            throw new ParameterException(spec.commandLine(), "serve needs --config FILE");
        }
        ServerConfig settings = load(config);
        try (Running running = Running.begin()) {
            Server server = running.add(Server.start(settings));
            out.println("Gavel serves on http://" + settings.api().host() + ":" + server.port());
            out.flush();
            running.untilSignal();
            return ExitCode.DONE;
        }
    }

    static ServerConfig load(Path file) {
        return ConfigFile.load(file, ServerConfig.class, ServerConfig.DEFAULT, System::getenv);
    }
}
