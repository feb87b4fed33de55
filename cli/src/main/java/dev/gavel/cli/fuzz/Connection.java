package dev.gavel.cli.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A connection that reads HTTP answers and WebSocket frames without trusting either side. */
final class Connection implements AutoCloseable {
    private static final int CONNECT_MS_MAX = 5_000;
    private static final int LINE_MAX = 16_384;
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int CONTINUE = 100;
    private static final int NO_CONTENT = 204;
    private static final int LENGTH_IN_2 = 126;
    private static final int LENGTH_IN_8 = 127;

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.\\d+ (\\d{3})");

    private final Socket socket;
    private final InputStream in;

    Connection(int port) throws IOException {
        socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MS_MAX);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * One HTTP answer.
     *
     * @param goesOn whether another request may follow on the same connection
     */
    record Answer(int status, String body, boolean goesOn) {}

    /** One frame of the server. */
    record Frame(int opcode, ByteBuffer payload) {}

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Where the server hangs up before it has all, as on what is too large, its answer may be there to be read. */
    void sendAsFarAsTaken(byte[] bytes) {
        try {
            send(bytes);
        } catch (IOException e) {
            // Whoever reads finds out whether there is an answer.
        }
    }

    void patience(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    Answer answer() throws IOException {
        int status = status(line());
        int length = 0;
        boolean goesOn = true;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            } else if (lower.startsWith("transfer-encoding:") || lower.equals("connection: close")) {
                // What streams has no end.
                goesOn = false;
            }
        }
        if (status == CONTINUE) {
            return answer();
        }
        boolean hasBody = status != NO_CONTENT && status != SWITCHING_PROTOCOLS;
        String body = hasBody ? new String(in.readNBytes(length), ISO_8859_1) : "";
        return new Answer(status, body, goesOn);
    }

    private static int status(String line) throws IOException {
        // The version is the request's, which may have more digits than one.
        Matcher status = STATUS.matcher(line);
        if (!status.lookingAt()) {
            throw new IOException("no HTTP answer: " + line);
        }
        return Integer.parseInt(status.group(1));
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            if (line.length() > LINE_MAX) {
                throw new IOException("an endless line");
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    Frame frame() throws IOException {
        int first = next();
        long length = next();
        if (length == LENGTH_IN_2) {
            length = ((long) next() << 8) | next();
        } else if (length == LENGTH_IN_8) {
            length = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                length = (length << 8) | next();
            }
        }
        byte[] payload = in.readNBytes((int) length);
        if (payload.length < length) {
            throw new EOFException();
        }
        return new Frame(first & 0xf, ByteBuffer.wrap(payload));
    }

    private int next() throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new EOFException();
        }
        return next;
    }

    /** Without the farewell that TCP knows. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // Closed already.
        }
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing is left to do for it.
        }
    }
}
