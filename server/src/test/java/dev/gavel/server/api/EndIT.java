package dev.gavel.server.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** How a node leaves those who are connected. */
final class EndIT {
    private static final String REQUEST = "GET /v1/auctions/1 HTTP/1.1\r\nhost: x\r\n\r\n";

    @Test
    void whoAsksOnAnOpenConnectionIsRefusedAndToldToGoBeforeItIsClosed() throws Exception {
        try (var api = new TestApi();
                var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), api.port)) {
            socket.setSoTimeout(10_000);
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            assertThat(ask(socket, in)).startsWith("HTTP/1.1 404");

            Thread stopping = Thread.ofVirtual().start(api::stop);
            String head = ask(socket, in);
            while (head.startsWith("HTTP/1.1 404")) {
                head = ask(socket, in);
            }
            assertThat(head).startsWith("HTTP/1.1 503").containsIgnoringCase("connection: close");
            assertThat(head).containsIgnoringCase("retry-after: 1");
            stopping.join();
        }
    }

    /** Sends a request and reads its response whole. */
    private static String ask(Socket socket, BufferedReader in) throws IOException {
        socket.getOutputStream().write(REQUEST.getBytes(US_ASCII));
        var head = new StringBuilder();
        int length = 0;
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            head.append(line).append('\n');
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        for (int read = 0; read < length; read++) {
            assertThat(in.read()).as("a byte of the body").isNotNegative();
        }
        return head.toString();
    }
}
