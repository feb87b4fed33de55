package dev.gavel.cli.fuzz;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * What leaks if something leaks.
 *
 * @param connections that the server holds, but for the one that asks
 * @param failures requests that were answered 500
 * @param directBytes of Netty and of the JDK
 */
record Vitals(int connections, int failures, long directBytes, long heapBytes, int threads) {
    private static final Pattern CONNECTIONS = Pattern.compile("(?m)^gavel_http_connections (\\S+)$");
    private static final Pattern FAILURES =
            Pattern.compile("(?m)^gavel_http_requests_seconds_count\\{[^}]*status=\"500\"[^}]*} (\\S+)$");
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    /** Of the server that runs in this process and listens on {@code port}. */
    static Vitals of(int port) {
        String metrics = metrics(port);
        long direct = Math.max(0, PlatformDependent.usedDirectMemory());
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            direct += pool.getName().equals("direct") ? pool.getMemoryUsed() : 0;
        }
        return new Vitals(
                (int) sum(CONNECTIONS, metrics) - 1,
                (int) sum(FAILURES, metrics),
                direct,
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                ManagementFactory.getThreadMXBean().getThreadCount());
    }

    private static String metrics(int port) {
        try (var connection = new Connection(port)) {
            connection.patience((int) ANSWER_MAX.toMillis());
            connection.send("GET /metrics HTTP/1.1\r\nhost: x\r\n\r\n".getBytes(US_ASCII));
            return connection.answer().body();
        } catch (IOException e) {
            throw new IllegalStateException("the server does not say how it is", e);
        }
    }

    private static double sum(Pattern pattern, String metrics) {
        return pattern.matcher(metrics)
                .results()
                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                .sum();
    }
}
