package dev.gavel.rush.watch;

import dev.gavel.rush.history.Sightings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;

/**
 * The process of the watchers: reads an order from its standard input, says {@code watching} once all have their first
 * update, and after the next line, whatever it is, waits for the end of the auction, writes what was seen and says
 * {@code done}. It ends when its input does.
 */
public final class WatcherProcess {
    public static final String READY = "ready";
    public static final String WATCHING = "watching";
    public static final String DONE = "done";

    private WatcherProcess() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var json = JsonMapper.builder().build();
        out.println(READY);
        try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                WatchOrder order = json.readValue(line, WatchOrder.class);
                try (var loop = new WatchLoop(order)) {
                    loop.connect();
                    out.println(WATCHING);
                    in.readLine();
                    Sightings seen = loop.end();
                    seen.write(Path.of(order.file()));
                    out.println(DONE);
                }
            }
        }
    }
}
