package dev.gavel.cli.fuzz;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.server.Server;
import dev.gavel.server.identity.Role;
import dev.gavel.server.identity.Tokens;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Fuzzes one server from its first request to the look at what is left of it. */
final class FuzzRun {
    private static final int AUCTIONS = 20;
    private static final int BIDDERS = 500;
    private static final Duration TOKENS_LIFETIME = Duration.ofHours(12);
    private static final Duration AUCTIONS_LENGTH = Duration.ofDays(2);
    private static final int CREATED = 201;
    private static final long GOOD_STEP = 100;
    private static final int PROBE_MS_MAX = 5_000;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
    private static final Duration QUIET_MAX = Duration.ofSeconds(20);
    /** Pools and caches fill and stay; what leaks grows with the requests. */
    private static final long GROWTH_MAX = 64L << 20;

    private final Server server;
    private final Tokens tokens;
    private final long seed;
    private long goodAmount = 1_000;

    FuzzRun(Server server, Tokens tokens, long seed) {
        this.server = server;
        this.tokens = tokens;
        this.seed = seed;
    }

    /**
     * What the run has found.
     *
     * @param warm after the first tenth, when all pools are filled
     */
    record Result(Tally tally, Vitals warm, Vitals after, Duration took) {}

    /** @param progress is told every two seconds, while it runs */
    Result run(long inputs, int connections, Consumer<Tally> progress) {
        Samples samples = samples();
        var tally = new Tally();
        long began = System.nanoTime();
        try (var _ = tally.watchLog()) {
            long first = inputs / 10;
            var fuzzer = new Fuzzer(server.port(), seed, samples, tally);
            watched(() -> fuzzer.run(first, connections), samples, tally, progress);
            Vitals warm = quiet(tally);
            watched(() -> fuzzer.run(inputs - first, connections), samples, tally, progress);
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            Vitals after = quiet(tally);
            if (tally.inputs() != inputs) {
                tally.fault("only " + tally.inputs() + " of " + inputs + " inputs were sent");
            }
            if (after.failures() > 0) {
                tally.fault(after.failures() + " requests were answered 500");
            }
            requireSteady("direct memory", warm.directBytes(), after.directBytes(), tally);
            requireSteady("the heap", warm.heapBytes(), after.heapBytes(), tally);
            probe(samples, tally);
            return new Result(tally, warm, after, took);
        }
    }

    private static void requireSteady(String what, long warm, long after, Tally tally) {
        if (after - warm > GROWTH_MAX) {
            tally.fault(what + " grew from " + warm + " to " + after + " bytes");
        }
    }

    private void watched(Runnable work, Samples samples, Tally tally, Consumer<Tally> progress) {
        Thread worker = Thread.ofPlatform().name("fuzz").start(work);
        try {
            while (!worker.join(LOOK_EVERY)) {
                probe(samples, tally);
                progress.accept(tally);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while fuzzing", e);
        }
    }

    /** A good client's bid, which must be taken all the while. Nobody else bids on its auction. */
    private void probe(Samples samples, Tally tally) {
        goodAmount += GOOD_STEP;
        byte[] bid = HttpInputs.post(
                "/v1/auctions/" + samples.goodAuction() + "/bids",
                Samples.bid(goodAmount).getBytes(UTF_8),
                HttpInputs.authorized(samples.goodBidder()) + "idempotency-key: "
                        + Samples.requestId(new SplittableRandom()) + "\r\n");
        try (var connection = new Connection(server.port())) {
            connection.patience(PROBE_MS_MAX);
            connection.send(bid);
            Connection.Answer answer = connection.answer();
            tally.count("good client: " + answer.status());
            if (answer.status() != CREATED) {
                tally.fault("a good client's bid was answered " + answer.status() + " " + answer.body());
            }
        } catch (IOException e) {
            tally.fault("a good client's bid was not answered in " + PROBE_MS_MAX + " ms: " + e);
        }
    }

    /** How it is once every connection is closed. */
    private Vitals quiet(Tally tally) {
        long until = System.nanoTime() + QUIET_MAX.toNanos();
        Vitals now = Vitals.of(server.port());
        while (now.connections() > 0 && System.nanoTime() < until) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            now = Vitals.of(server.port());
        }
        if (now.connections() > 0) {
            tally.fault(now.connections() + " connections were still held " + QUIET_MAX.toSeconds()
                    + " s after all were closed");
        }
        System.gc();
        return Vitals.of(server.port());
    }

    private Samples samples() {
        String seller = tokens.mint(new AccountId("sue"), Set.of(Role.SELLER), TOKENS_LIFETIME);
        List<AuctionId> auctions =
                Stream.generate(() -> list(seller)).limit(AUCTIONS).toList();
        List<String> bidders = IntStream.range(0, BIDDERS)
                .mapToObj(n -> tokens.mint(new AccountId("bidder-" + n), Set.of(Role.BIDDER), TOKENS_LIFETIME))
                .toList();
        return new Samples(
                auctions,
                bidders,
                seller,
                tokens.mint(new AccountId("platform"), Set.of(Role.GATEWAY), TOKENS_LIFETIME),
                list(seller),
                tokens.mint(new AccountId("good-client"), Set.of(Role.BIDDER), TOKENS_LIFETIME));
    }

    private AuctionId list(String seller) {
        byte[] listing = Samples.listing(Instant.now().plus(AUCTIONS_LENGTH)).getBytes(UTF_8);
        try (var connection = new Connection(server.port())) {
            connection.patience(PROBE_MS_MAX);
            connection.send(HttpInputs.post("/v1/auctions", listing, HttpInputs.authorized(seller)));
            Connection.Answer answer = connection.answer();
            if (answer.status() != CREATED) {
                throw new IllegalStateException("the server does not list an auction: " + answer.body());
            }
            return AuctionId.parse(answer.body().replaceFirst("(?s).*?\"id\":\"(\\d+)\".*", "$1"));
        } catch (IOException e) {
            throw new IllegalStateException("the server does not list an auction", e);
        }
    }

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
}
