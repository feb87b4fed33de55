package dev.gavel.cli.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.server.Server;
import dev.gavel.server.identity.Role;
import dev.gavel.server.identity.Tokens;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Fuzzes one server from its first request to the look at what is left of it. */
final class FuzzRun {
    private static final int AUCTIONS = 20;
    private static final int BIDDERS = 500;
    private static final Duration TOKENS_LIFETIME = Duration.ofHours(12);
    private static final Duration AUCTIONS_LENGTH = Duration.ofDays(2);
    private static final int CREATED = 201;
    private static final int PROBE_MS_MAX = 5_000;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
    private static final Duration QUIET_MAX = Duration.ofSeconds(20);
    /** Pools of buffers grow with the connections at once and stay; what leaks grows with the requests. */
    private static final long DIRECT_GROWTH_MAX = 64L << 20;

    private final Server server;
    private final Tokens tokens;
    private final long seed;

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
            if (after.directBytes() - warm.directBytes() > DIRECT_GROWTH_MAX) {
                tally.fault("direct memory grew from " + warm.directBytes() + " to " + after.directBytes() + " bytes");
            }
            probe(samples, tally);
            return new Result(tally, warm, after, took);
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

    /** A good client's bid, which must be answered all the while. */
    private void probe(Samples samples, Tally tally) {
        var random = new SplittableRandom();
        byte[] body = Samples.bid(random).getBytes(UTF_8);
        byte[] bid = HttpInputs.post(
                "/v1/auctions/" + samples.auction(random) + "/bids",
                body,
                HttpInputs.authorized(samples.bidder(random)) + "idempotency-key: " + Samples.requestId(random)
                        + "\r\n");
        try (var connection = new Connection(server.port())) {
            connection.patience(PROBE_MS_MAX);
            connection.send(bid);
            tally.count("good client: " + connection.answer().status());
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
                tokens.mint(new AccountId("platform"), Set.of(Role.GATEWAY), TOKENS_LIFETIME));
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
}
