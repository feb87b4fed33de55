package dev.gavel.rush.watch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gavel.rush.history.Sightings.Watcher;
import dev.gavel.rush.history.Told;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a feed, as far as a watcher needs WebSockets (RFC 6455): frames of the server are taken apart, its
 * pings are answered.
 */
final class Watching {
    private static final byte[] NOTHING = {};
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int CONTROL_MAX = 125;
    private static final int LENGTH_OF_TWO = 126;
    private static final int LENGTH_OF_EIGHT = 127;
    private static final String HEADERS_END = "\r\n\r\n";

    private final SocketChannel channel;
    private final Steps steps;
    private boolean upgraded;
    /** The beginning of what has not come to its end. */
    private byte[] rest = NOTHING;

    private long updates;
    private @Nullable Update last;
    private int wentBack;
    private String ended = "";

    Watching(SocketChannel channel, Steps steps) {
        this.channel = channel;
        this.steps = steps;
    }

    /** Reads what is there. {@code buffer} is shared by all, and is as large as what one sends at once. */
    void read(ByteBuffer buffer) throws IOException {
        buffer.clear().put(rest);
        rest = NOTHING;
        int count = channel.read(buffer);
        buffer.flip();
        if (count < 0) {
            throw new IOException("the server closed the connection");
        }
        if (!upgraded && !upgrade(buffer)) {
            keep(buffer);
            return;
        }
        long now = System.currentTimeMillis();
        while (frame(buffer, now)) {
            // One after the other.
        }
        keep(buffer);
    }

    private void keep(ByteBuffer buffer) {
        if (buffer.hasRemaining()) {
            rest = new byte[buffer.remaining()];
            buffer.get(rest);
        }
    }

    private boolean upgrade(ByteBuffer buffer) throws IOException {
        String head = US_ASCII.decode(buffer.duplicate()).toString();
        int end = head.indexOf(HEADERS_END);
        if (end < 0) {
            return false;
        }
        if (!head.startsWith("HTTP/1.1 101 ")) {
            throw new IOException(
                    "the server does not let watch: " + head.lines().findFirst().orElse(""));
        }
        buffer.position(buffer.position() + end + HEADERS_END.length());
        upgraded = true;
        return true;
    }

    /** @return false if no whole frame is left */
    private boolean frame(ByteBuffer buffer, long now) throws IOException {
        int begin = buffer.position();
        if (buffer.remaining() < 2) {
            return false;
        }
        int opcode = buffer.get() & 0x0f;
        int length = buffer.get() & 0x7f;
        if (length == LENGTH_OF_EIGHT) {
            throw new IOException("an update of more than 64 KiB");
        }
        if (length == LENGTH_OF_TWO) {
            if (buffer.remaining() < 2) {
                buffer.position(begin);
                return false;
            }
            length = Short.toUnsignedInt(buffer.getShort());
        }
        if (buffer.remaining() < length) {
            buffer.position(begin);
            return false;
        }
        ByteBuffer payload = buffer.slice(buffer.position(), length);
        buffer.position(buffer.position() + length);
        switch (opcode) {
            case TEXT -> update(payload, now);
            case PING -> pong(payload);
            case CLOSE -> throw new IOException("the server ended the watching");
            default -> {
                // A pong that nobody asked for.
            }
        }
        return true;
    }

    private void update(ByteBuffer payload, long now) {
        Update update = steps.parse(payload);
        Update before = last;
        updates++;
        last = update;
        steps.count(before == null ? -1 : before.sequence(), update, now);
        if (before != null && (update.sequence() < before.sequence() || update.price() < before.price())) {
            wentBack++;
        }
    }

    /** With a mask of zeros, which a client's frame must have. */
    private void pong(ByteBuffer payload) throws IOException {
        int length = Math.min(CONTROL_MAX, payload.remaining());
        ByteBuffer frame = ByteBuffer.allocate(6 + length);
        frame.put((byte) (0x80 | PONG)).put((byte) (0x80 | length)).putInt(0);
        channel.write(frame.put(payload.limit(length)).flip());
    }

    void end(String why) {
        ended = why;
    }

    boolean isWatching() {
        return last != null;
    }

    boolean hasEnded() {
        return !ended.isEmpty();
    }

    boolean saw(String state) {
        return last != null && last.state().equals(state);
    }

    Watcher watcher() {
        Update update = last;
        return update == null
                ? new Watcher(0, -1, "", Told.NO_PRICE, 0, ended)
                : new Watcher(updates, update.sequence(), update.state(), update.price(), wentBack, ended);
    }

    SocketChannel channel() {
        return channel;
    }
}
