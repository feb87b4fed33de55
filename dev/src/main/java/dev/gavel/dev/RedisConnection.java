package dev.gavel.dev;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Just enough of the Redis protocol to look after a server without a client library. */
final class RedisConnection implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    RedisConnection(int port, Duration timeout) throws IOException {
        socket = new Socket();
        try {
            var millis = Math.toIntExact(timeout.toMillis());
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), millis);
            socket.setSoTimeout(millis);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Sends a command and waits for its reply.
     *
     * @return a simple reply as its only element, an array as its elements, nested ones flattened; null is "(nil)"
     * @throws RedisError if the reply is one
     */
    List<String> call(String... command) throws IOException {
        var request = new ByteArrayOutputStream();
        request.writeBytes(("*" + command.length + "\r\n").getBytes(StandardCharsets.UTF_8));
        for (var argument : command) {
            var bytes = argument.getBytes(StandardCharsets.UTF_8);
            request.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.UTF_8));
            request.writeBytes(bytes);
            request.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        socket.getOutputStream().write(request.toByteArray());
        var reply = new ArrayList<String>();
        readReply(reply);
        return reply;
    }

    private void readReply(List<String> reply) throws IOException {
        var line = readLine();
        var content = line.substring(1);
        switch (line.charAt(0)) {
            case '+', ':' -> reply.add(content);
            case '-' -> throw new RedisError(content);
            case '$' -> reply.add(readBulk(Integer.parseInt(content)));
            case '*' -> {
                for (var i = 0; i < Integer.parseInt(content); i++) {
                    readReply(reply);
                }
            }
            default -> throw new IOException("not a Redis reply: " + line);
        }
    }

    private String readBulk(int length) throws IOException {
        if (length < 0) {
            return "(nil)";
        }
        var bytes = in.readNBytes(length);
        if (bytes.length < length || !readLine().isEmpty()) {
            throw new EOFException("a Redis reply was cut off");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String readLine() throws IOException {
        var line = new ByteArrayOutputStream();
        for (var next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("Redis closed the connection");
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** The server's refusal, in its words. */
    static final class RedisError extends IOException {
        private static final long serialVersionUID = 1L;

        private final boolean loading;

        RedisError(String message) {
            super(message);
            loading = message.startsWith("LOADING");
        }

        /** Whether it is up, but still reads its data. */
        boolean isLoading() {
            return loading;
        }
    }
}
