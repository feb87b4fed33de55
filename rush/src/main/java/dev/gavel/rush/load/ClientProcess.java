package dev.gavel.rush.load;

import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;

/**
 * The process of the virtual bidders: reads orders from its standard input, one on a line, and says {@code done} after
 * each. It ends when its input does, so also with whoever started it.
 */
public final class ClientProcess {
    /** Said once, when orders are taken. */
    public static final String READY = "ready";

    /** Said after each order. */
    public static final String DONE = "done";

    private ClientProcess() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Vertx vertx = Vertx.vertx();
        var json = JsonMapper.builder().build();
        out.println(READY);
        try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                ClientOrder order = json.readValue(line, ClientOrder.class);
                var history = new RushClient(vertx, order).run();
                if (order.history() != null) {
                    history.write(Path.of(order.history()));
                }
                out.println(DONE);
            }
        } finally {
            vertx.close();
        }
    }
}
