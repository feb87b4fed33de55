package dev.gavel.rush.drill;

import dev.gavel.rush.report.DrillReport;
import dev.gavel.rush.report.DrillRound;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gavel drill}. */
@Command(
        name = "drill",
        description = {
            "Breaks something while bidders bid, and checks every answer that they got.",
            "",
            "Two nodes, Redis, PostgreSQL and the bidders run in processes of their own. Bidders send a bid without an"
                    + " answer again, under the same request id, to the other node. Afterwards what they were told is held"
                    + " against bid log, referee and ledger. The exit code is 1 if anything was not as promised.",
            "",
            "Drills:",
            "  server-killed   kill -9 of one of two nodes; a new one comes",
            "  redis-killed    kill -9 of Redis, over bells, and a start on the same files",
            "  postgres-down   kill -9 of PostgreSQL for seconds: bidding goes on",
            "  shard-down      one of four shards is cut off: the others go on",
            "  connections-taken  somebody else has all of PostgreSQL's: bidding goes on",
            "  disk-full       PostgreSQL cannot extend its files: bidding goes on (Linux)",
            "  network         slow, swallowed and cut connections to both stores",
            "  server-stopped  SIGTERM to one node after the other: no bid fails",
            "  rolling-restart the same behind HAProxy, and one killed: nobody notices",
            "  blue-green      behind HAProxy: switched to another generation and back",
            "  clock           the nodes' wall clocks are set: no bell moves",
            "  files-lost      at level log: Redis killed and its files deleted",
            "  cluster-failover  at level replica: a primary of a Redis Cluster killed",
            "  planted         promises broken on purpose, which must be found"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  gavel drill all                              each once",
            "  gavel drill server-killed blue-green         two of them",
            "  gavel drill redis-killed --rounds 20         one of them, at other times in each round",
            "  gavel drill all --rounds 20 --report drills.html"
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class DrillCommand implements Callable<Integer> {
    private static final String ALL = "all";
    private static final String PLANTED = "planted";
    private static final int BROKEN = 1;
    private static final int ROUNDS_MAX = 10_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before call.
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            arity = "1..*",
            description = "Drills; all; or planted: faults that the checker must find.")
    private List<String> names = List.of();

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "1", description = "Of each drill (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the first round (${DEFAULT-VALUE}); the next has the next one.")
    private long seed;

    @Option(names = "--rate", paramLabel = "N", defaultValue = "150", description = "Bids a second (${DEFAULT-VALUE}).")
    private double rate;

    @Option(names = "--report", paramLabel = "FILE", description = "Write what happened when as one page.")
    private @Nullable Path report;

    @Override
    public Integer call() {
        List<Drill> wanted = names.stream()
                .map(this::wanted)
                .flatMap(List::stream)
                .distinct()
                .toList();
        if (rounds < 1 || rounds > ROUNDS_MAX) {
            throw new ParameterException(spec.commandLine(), "--rounds is 1 to " + ROUNDS_MAX + ", not " + rounds);
        }
        wanted = possible(wanted);
        try {
            Path directory = Files.createTempDirectory("gavel-drill-");
            List<DrillRound> played = play(wanted, directory);
            if (report != null) {
                Files.writeString(report, DrillReport.html(played));
            }
            if (played.stream().allMatch(DrillRound::kept)) {
                delete(directory);
                return 0;
            }
            print("Histories and the nodes' logs are in " + directory);
            return BROKEN;
        } catch (IOException e) {
            throw new UncheckedIOException("could not keep the files of the drills", e);
        }
    }

    /** Without what this machine cannot play, where not just that was asked for. */
    private List<Drill> possible(List<Drill> wanted) {
        List<Drill> possible = new ArrayList<>();
        for (Drill drill : wanted) {
            String impossible = drill.impossible();
            if (impossible == null) {
                possible.add(drill);
            } else if (names.contains(ALL)) {
                spec.commandLine().getErr().println("left out: " + impossible);
            } else {
                throw new ParameterException(spec.commandLine(), impossible);
            }
        }
        return possible;
    }

    private List<Drill> wanted(String name) {
        List<Drill> wanted = every().filter(
                        drill -> name.equals(drill.name()) || name.equals(drill.planted() == null ? ALL : PLANTED))
                .toList();
        if (wanted.isEmpty()) {
            String all = every().map(Drill::name).collect(Collectors.joining(", "));
            throw new ParameterException(
                    spec.commandLine(), "there is no drill " + name + "; here are all, planted, " + all);
        }
        return wanted;
    }

    private static Stream<Drill> every() {
        return Stream.concat(Drills.ALL.stream(), Planted.ALL.stream());
    }

    private List<DrillRound> play(List<Drill> wanted, Path directory) {
        List<DrillRound> played = new ArrayList<>();
        // By scene, since the stage of another scene takes a while to set.
        var byScene =
                wanted.stream().collect(Collectors.groupingBy(Drill::scene, LinkedHashMap::new, Collectors.toList()));
        try (var rehearsal = new Rehearsal(directory, rate, wanted.getFirst().scene())) {
            for (List<Drill> drills : byScene.values()) {
                for (int round = 1; round <= rounds; round++) {
                    for (Drill drill : drills) {
                        DrillRound done = rehearsal.play(drill, round, seed + round - 1);
                        played.add(done);
                        print(DrillReport.line(done));
                        done.broken().forEach(what -> print("  " + what));
                    }
                }
            }
        }
        return played;
    }

    private void print(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
