package dev.gavel.rush.targets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** One of several nodes of Gavel, which ends in all sorts of ways and comes back at the same address. */
public final class GavelNode implements AutoCloseable {
    /** Such a node lives for seconds: the second compiler would only take the CPU of the others. */
    private static final List<String> OPTIONS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m");

    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

    private final String name;
    private final int port;
    private final Path config;
    private final Path keys;
    private final Path log;
    private final List<String> options;
    private ChildJvm process;

    /**
     * Begins to start it; {@link #awaitReady} waits for it.
     *
     * @param directory for its configuration and its log
     * @param settings with the port
     * @param otherScripts whether its scripts are others to Redis than those of other nodes, as another build's are
     */
    public GavelNode(String name, Path directory, int port, String settings, String keySet, boolean otherScripts) {
        this.name = name;
        this.port = port;
        this.config = Launch.secret(directory.resolve(name + ".conf"), settings);
        this.keys = Launch.secret(directory.resolve(name + "-keys.json"), keySet);
        this.log = directory.resolve(name + ".log");
        Path agent = directory.resolve(name + "-clock.jar");
        WallClock.agent(agent);
        // Before the class path: what lies there is found first.
        Stream<String> scripts = otherScripts
                ? Stream.of("-Xbootclasspath/a:" + OtherScripts.in(directory.resolve(name + "-scripts")))
                : Stream.of();
        this.options = Stream.of(OPTIONS.stream(), Stream.of("-javaagent:" + agent), scripts)
                .flatMap(some -> some)
                .toList();
        this.process = begin();
    }

    private ChildJvm begin() {
        return ChildJvm.start(
                name,
                ProcessBuilder.Redirect.appendTo(log.toFile()),
                options,
                TargetProcess.class,
                TargetProcess.GAVEL,
                config.toString(),
                keys.toString());
    }

    /** Host and port. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    public String url() {
        return "http://" + address();
    }

    /** Blocks until it takes bids. */
    public void awaitReady() {
        Launch.url(process);
    }

    /** Starts it again after {@link #kill} or {@link #terminate}; does not wait. */
    public void start() {
        if (process.isAlive()) {
            throw new IllegalStateException(name + " is running already");
        }
        process = begin();
    }

    /**
     * Sets its wall clock so far off ours.
     *
     * @return how far off it is by what the node itself says, to be seen that this was done
     */
    public Duration setClock(Duration off) {
        process.tell(TargetProcess.CLOCK + " " + off.toMillis());
        long theirs = Long.parseLong(process.await(TargetProcess.CLOCK, ANSWER_MAX));
        Duration found = Duration.ofMillis(theirs - System.currentTimeMillis());
        if (found.minus(off).abs().compareTo(ANSWER_MAX) > 0) {
            throw new IllegalStateException(name + "'s clock was to be " + off + " off and is " + found);
        }
        return found;
    }

    /** A digest of its scripts. */
    public String scripts() {
        process.tell(TargetProcess.SCRIPTS);
        return process.await(TargetProcess.SCRIPTS, ANSWER_MAX);
    }

    /** How many bids it has answered since it was started, by its own count. */
    public long answered() {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/metrics"))
                .timeout(ANSWER_MAX)
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofLines())
                    .body()
                    .filter(line -> line.startsWith("gavel_bids_total{"))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException("could not ask " + name + " how many bids it has answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking " + name, e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL. */
    public void kill() {
        process.kill();
    }

    /** SIGTERM; blocks until it has ended. */
    public void terminate() {
        process.terminate();
        process.awaitEnd();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            process.close();
        }
    }
}
