package dev.gavel.rush.bench;

import dev.gavel.dev.DevStores;
import dev.gavel.rush.targets.Cpu;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * What this machine can do at most, now: what a bid must at least write to Redis, without a decision, and how often its
 * disk can be made to keep something.
 *
 * @param pairsPerSecond a ZADD and an XADD each, from one connection, in pipelines, with an fsync before every answer
 * @param microsPerPair CPU of Redis
 * @param fdatasyncsPerSecond each after 512 bytes were appended to a file
 * @param slowestFdatasyncMs a disk that stands still now and then is what a tail latency shows
 */
public record Ceilings(
        double pairsPerSecond, double microsPerPair, double fdatasyncsPerSecond, double slowestFdatasyncMs) {
    private static final Duration LENGTH = Duration.ofSeconds(2);
    private static final int PIPELINE = 256;
    /** A ZADD is answered with one line, an XADD with two. */
    private static final int LINES = 3 * PIPELINE;

    private static final int MEMBERS = 1_000;
    private static final int FILE_BYTES = 512;

    /** Takes {@link #LENGTH} for each. */
    static Ceilings measure() {
        try (DevStores stores = DevStores.temporary()) {
            double[] redis = redis(stores);
            double[] disk = fdatasyncs();
            return new Ceilings(redis[0], redis[1], disk[0], disk[1]);
        } catch (IOException e) {
            throw new BenchException("measuring the ceilings of this machine", e);
        }
    }

    private static double[] redis(DevStores stores) throws IOException {
        byte[] pipeline = pipeline();
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), stores.redis().port())) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            long cpu = Cpu.ofTree(stores.redis().pid());
            long began = System.nanoTime();
            long pairs = 0;
            socket.getOutputStream().write(pipeline);
            while (System.nanoTime() - began < LENGTH.toNanos()) {
                // The next is on its way while the answers to this one are read.
                socket.getOutputStream().write(pipeline);
                skipLines(in);
                pairs += PIPELINE;
            }
            skipLines(in);
            pairs += PIPELINE;
            double seconds = (System.nanoTime() - began) / 1e9;
            return new double[] {
                pairs / seconds, (double) (Cpu.ofTree(stores.redis().pid()) - cpu) / pairs
            };
        }
    }

    private static byte[] pipeline() {
        String bid = "b".repeat(100);
        var commands = new StringBuilder();
        for (int i = 0; i < PIPELINE; i++) {
            String member = "bidder-" + i * 7 % MEMBERS;
            commands.append(command("ZADD", "{c}z", Integer.toString(100 * i), member));
            commands.append(command("XADD", "{c}log", "*", "b", bid));
        }
        return commands.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static String command(String... words) {
        var command = new StringBuilder("*").append(words.length).append("\r\n");
        for (String word : words) {
            command.append('$')
                    .append(word.length())
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        return command.toString();
    }

    private static void skipLines(InputStream in) throws IOException {
        for (int lines = 0; lines < LINES; ) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("Redis closed the connection");
            }
            lines += next == '\n' ? 1 : 0;
        }
    }

    private static double[] fdatasyncs() throws IOException {
        Path file = Files.createTempFile("gavel-fdatasync-", "");
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long began = System.nanoTime();
            long syncs = 0;
            long slowest = 0;
            long last = began;
            for (; last - began < LENGTH.toNanos(); syncs++) {
                channel.write(ByteBuffer.allocate(FILE_BYTES));
                channel.force(false);
                long now = System.nanoTime();
                slowest = Math.max(slowest, now - last);
                last = now;
            }
            return new double[] {syncs / ((last - began) / 1e9), slowest / 1e6};
        } finally {
            Files.delete(file);
        }
    }
}
