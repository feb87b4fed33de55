package dev.gavel.cli;

import dev.gavel.server.ServerConfig;
import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.BuildInfo;
import dev.gavel.server.arena.FormatRange;
import dev.gavel.server.arena.NodeId;
import dev.gavel.server.arena.RedisClock;
import dev.gavel.server.arena.ScriptTime;
import dev.gavel.server.closing.Presence;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "generation",
        description = {
            "Shows in which format the arena is written, and which formats every node knows.",
            "",
            "Nodes of two builds may stand side by side on the same stores as long as both know the arena's format. It"
                    + " stays as it is until it is raised, which is refused while a node does not know the new one."
                    + " docs/blue-green.md says how to go from one build to the next."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  gavel generation --config gavel.yaml",
            "  gavel generation --config gavel.yaml --raise"
        })
final class GenerationCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private Target target;

    @Option(
            names = "--raise",
            description = "Raise the arena's format to the newest of this build. Older builds cannot come back then.")
    private boolean raise;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before call.
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Running running = Running.begin()) {
            ServerConfig settings = target.settings(running);
            Arena arena = running.add(Arena.connect(settings.arena(), new ScriptTime.Redis()));
            RedisClock clock = running.add(new RedisClock(arena));
            Map<NodeId, Optional<FormatRange>> nodes = Presence.formats(arena, clock);
            if (raise) {
                arena.format().raise(nodes).ifPresent(why -> {
                    throw new CommandException(why);
                });
            }
            // What this build may not write to is shown all the same.
            String trouble = arena.format().trouble();
            BuildInfo own = BuildInfo.own();
            out.println(trouble == null ? "arena: format " + arena.format().written() : trouble);
            out.println("this build: " + FormatRange.OWN.words() + ", version " + own.version() + ", scripts "
                    + own.scripts());
            nodes.forEach((node, known) -> out.println(
                    "node " + node + ": " + known.map(FormatRange::words).orElse("does not say what it knows")));
            out.flush();
            return trouble == null ? ExitCode.DONE : ExitCode.DIFFERENT;
        }
    }
}
