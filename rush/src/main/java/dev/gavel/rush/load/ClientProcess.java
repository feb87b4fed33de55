package dev.gavel.rush.load;

import dev.gavel.rush.history.History;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;

/**
 * The process of the virtual bidders: reads an order from its standard input, says {@code connected} when all bidders
 * are, reads when to begin, says {@code answered} after that and {@code done} when all is written; and so on. It ends
 * when its input does, so also with whoever started it.
 */
public final class ClientProcess {
    /** Said once, when orders are taken. */
    public static final String READY = "ready";

    /** Said when an order has been understood and its bidders are connected. */
    public static final String CONNECTED = "connected";

    /** Said when every bid was answered or given up. */
    public static final String ANSWERED = "answered";

    /** Said when the history of the run is written. */
    public static final String DONE = "done";

    private ClientProcess() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var json = JsonMapper.builder().build();
        out.println(READY);
        try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                ClientOrder order = json.readValue(line, ClientOrder.class);
                var client = new RushClient(order);
                RushClient.Done done;
                try {
                    client.connect();
                    // Else the plan is moved out of the way under the first bids, which takes 60 ms.
                    System.gc();
                    out.println(CONNECTED);
                    done = client.run(json.readValue(in.readLine(), ClientOrder.Beginning.class));
                    out.println(ANSWERED);
                } finally {
                    client.close();
                }
                if (order.history() != null) {
                    History.write(Path.of(order.history()), done.beganAtMillis(), done.exchanges());
                }
                out.println(DONE);
            }
        }
    }
}
