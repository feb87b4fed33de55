package dev.gavel.dev;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of its own that opens the stores of a directory, writes to both, and then waits for its death. */
final class Parent implements AutoCloseable {
    private static final String READY = "ready ";

    private final Process process;
    private final String jdbcUrl;

    private Parent(Process process, String jdbcUrl) {
        this.process = process;
        this.jdbcUrl = jdbcUrl;
    }

    static Parent start(Path directory) throws IOException {
        return start(List.of(), System.getProperty("java.class.path"), directory);
    }

    /** Starts one by way of another program, which becomes it. */
    static Parent start(List<String> prefix, String classPath, Path directory) throws IOException {
        var command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(List.of("-Xmx64m", "-cp", classPath, Parent.class.getName(), directory.toString()));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new StringBuilder();
        // Not closed: the parent must be able to go on writing.
        var output = process.inputReader(StandardCharsets.UTF_8);
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(READY)) {
                return new Parent(process, line.substring(READY.length()));
            }
            said.append(line).append('\n');
        }
        throw new AssertionError("the parent ended:\n" + said);
    }

    /** Redis, PostgreSQL, and the processes that they started so far. */
    List<ProcessHandle> stores() {
        return process.descendants().toList();
    }

    String jdbcUrl() {
        return jdbcUrl;
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws Exception {
        try (var stores = DevStores.open(Path.of(arguments[0]))) {
            DevStoresIT.redis(stores, "SET", "lot", "sold");
            DevStoresIT.sql(stores, "CREATE TABLE IF NOT EXISTS lots AS SELECT 'sold' AS state");
            System.out.println(READY + stores.jdbcUrls().getFirst());
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
