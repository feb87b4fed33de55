package dev.gavel.cli.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.gavel.cli.fuzz.Connection.Answer;
import dev.gavel.cli.fuzz.Connection.Frame;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Sends inputs over many connections at once. Input {@code n} of a seed is always the same, but for what the time is a
 * part of; which connection takes it, and when, is not.
 */
final class Fuzzer {
    /** A connection that stays silent for so long hangs. */
    private static final int ANSWER_MS_MAX = 10_000;
    /** How long an answer is awaited where the server may well wait for more. */
    private static final int GLANCE_MS = 10;

    private static final int ATTEMPTS_MAX = 3;
    private static final int PONG = 10;
    private static final int SWITCHING_PROTOCOLS = 101;
    /** 501 is for HTTP of a version that does not exist, 503 for too much at once. */
    private static final Set<Integer> FAULTS = Set.of(500, 502, 504, 505);

    /** As JSON and binary messages both have it. */
    private static final String INTERNAL = "internal-error";

    private final int port;
    private final long seed;
    private final Samples samples;
    private final HttpInputs http;
    private final FrameInputs frames;
    private final Tally tally;
    private long begun;

    Fuzzer(int port, long seed, Samples samples, Tally tally) {
        this.port = port;
        this.seed = seed;
        this.samples = samples;
        this.tally = tally;
        this.http = new HttpInputs(samples);
        this.frames = new FrameInputs(samples);
    }

    /** Sends the inputs that come next, and returns when all were sent. */
    void run(long inputs, int connections) {
        long until = begun + inputs;
        var next = new AtomicLong(begun);
        begun = until;
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < connections; i++) {
                workers.execute(() -> work(next, until));
            }
        }
    }

    private void work(AtomicLong next, long until) {
        var worker = new Worker();
        try {
            for (long input = next.getAndIncrement(); input < until; input = next.getAndIncrement()) {
                worker.send(input);
                tally.sent();
            }
        } catch (RuntimeException e) {
            tally.fault("the fuzzer itself: " + e);
        } finally {
            worker.close();
        }
    }

    /** One connection for requests and one for frames, made anew when the server or an input has ended them. */
    private final class Worker implements AutoCloseable {
        private @Nullable Connection requests;
        private @Nullable Connection socket;
        private boolean binary;

        void send(long input) {
            // A connection that was kept may have been closed meanwhile; a new one must take what is sent.
            IOException why = null;
            for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
                var random = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + input);
                try {
                    if (random.nextBoolean()) {
                        request(input, random);
                    } else {
                        frame(input, random);
                    }
                    return;
                } catch (SocketTimeoutException e) {
                    close();
                    tally.fault("input " + input + " was not answered in " + ANSWER_MS_MAX + " ms: " + e.getMessage());
                    return;
                } catch (IOException e) {
                    close();
                    tally.count("connection closed without an answer");
                    why = e;
                }
            }
            tally.fault("input " + input + " found its connection closed " + ATTEMPTS_MAX + " times: " + why);
        }

        private void request(long input, SplittableRandom random) throws IOException {
            Input of = http.next(random);
            Connection connection = requests == null ? new Connection(port) : requests;
            requests = connection;
            long began = System.nanoTime();
            connection.sendAsFarAsTaken(of.bytes());
            connection.patience(of.isWhole() ? ANSWER_MS_MAX : GLANCE_MS);
            try {
                Answer answer = connection.answer();
                tally.answeredAfter(System.nanoTime() - began);
                tally.count("HTTP " + answer.status());
                if (FAULTS.contains(answer.status())) {
                    fault(input, answer.status() + " " + answer.body());
                }
                if (!of.isWhole() || !answer.goesOn()) {
                    leave(random);
                }
            } catch (SocketTimeoutException e) {
                if (of.isWhole()) {
                    throw e;
                }
                tally.count("HTTP: waits for more");
                leave(random);
            } catch (IOException e) {
                if (of.isWhole()) {
                    throw e;
                }
                tally.count("HTTP: closed by the server");
                leave(random);
            }
        }

        private void fault(long input, String answer) {
            tally.fault("input " + input + " was answered " + answer);
        }

        private void leave(SplittableRandom random) {
            Connection connection = requests;
            requests = null;
            end(connection, random);
        }

        private static void end(@Nullable Connection connection, SplittableRandom random) {
            if (connection != null && random.nextBoolean()) {
                connection.reset();
            } else if (connection != null) {
                connection.close();
            }
        }

        private void frame(long input, SplittableRandom random) throws IOException {
            Connection connection = socket == null ? connect(random) : socket;
            socket = connection;
            Input of = frames.next(binary, random);
            long began = System.nanoTime();
            connection.sendAsFarAsTaken(of.bytes());
            if (of.isWhole()) {
                connection.sendAsFarAsTaken(FrameInputs.ping(input, random));
            }
            connection.patience(of.isWhole() ? ANSWER_MS_MAX : GLANCE_MS);
            try {
                awaitPong(connection, input, began + (of.isWhole() ? ANSWER_MS_MAX : GLANCE_MS) * 1_000_000L);
                tally.answeredAfter(System.nanoTime() - began);
                tally.count("WebSocket: goes on");
            } catch (SocketTimeoutException e) {
                if (of.isWhole()) {
                    throw e;
                }
                tally.count("WebSocket: waits for more");
                socket = null;
                end(connection, random);
            } catch (IOException e) {
                tally.count("WebSocket: closed by the server");
                socket = null;
                end(connection, random);
            }
        }

        /** Also ends where updates come without end, and no pong. */
        private void awaitPong(Connection connection, long input, long until) throws IOException {
            for (int frames = 0; ; frames++) {
                if (System.nanoTime() - until > 0) {
                    throw new SocketTimeoutException("no pong among " + frames + " frames");
                }
                Frame frame = connection.frame();
                if (frame.opcode() == PONG
                        && frame.payload().remaining() == Long.BYTES
                        && frame.payload().getLong(0) == input) {
                    return;
                }
                String text = ISO_8859_1.decode(frame.payload()).toString();
                if (text.contains(INTERNAL)) {
                    fault(input, text);
                }
            }
        }

        private Connection connect(SplittableRandom random) throws IOException {
            binary = random.nextBoolean();
            var connection = new Connection(port);
            try {
                connection.patience(ANSWER_MS_MAX);
                connection.send(
                        FrameInputs.upgrade(binary, random.nextBoolean() ? samples.gateway() : samples.bidder(random)));
                Answer answer = connection.answer();
                if (answer.status() != SWITCHING_PROTOCOLS) {
                    tally.count("upgrade answered " + answer.status());
                    throw new IOException("no upgrade");
                }
                return connection;
            } catch (IOException e) {
                connection.close();
                throw e;
            }
        }

        @Override
        public void close() {
            if (requests != null) {
                requests.close();
                requests = null;
            }
            if (socket != null) {
                socket.close();
                socket = null;
            }
        }
    }

    /** What is sent to the server, and what must come of it. */
    static final class Input {
        private final byte[] bytes;
        private final boolean whole;

        /**
         * @param whole whether the framing is proper and only the content was damaged, so that an answer must come: a
         *     response, or for a frame that the connection lives on or is closed with a reason
         */
        Input(byte[] bytes, boolean whole) {
            this.bytes = bytes;
            this.whole = whole;
        }

        /** Not a copy: it is sent once. */
        byte[] bytes() {
            return bytes;
        }

        boolean isWhole() {
            return whole;
        }
    }
}
