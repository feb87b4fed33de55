package dev.gavel.cli.demo;

import dev.gavel.auction.RequestId;
import dev.gavel.cli.demo.ApiClient.Answer;
import dev.gavel.cli.demo.Tally.Decided;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/**
 * Bidders who come when they want to, whether or not earlier bids have been answered: a bid's latency counts from the
 * time at which its bidder wanted to send it, so that no queue in the client hides one in the server.
 */
final class Crowd {
    /** A bidder bids so often on the hot auction while nothing presses. */
    private static final double BIDS_PER_BIDDER_SECOND = 0.1;
    /** Of recorded bids, so many come from whoever bid last. */
    private static final double SAME_BIDDER = 0.4;

    private static final double SENT_TWICE = 0.01;
    /** A server verifies so many tokens at once. */
    private static final int ARRIVING_AT_ONCE = 4;

    private static final int UNDER_WAY_MAX = 512;
    private static final int TRIES_MAX = 5;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int STEPS_ABOVE_MAX = 5;
    private static final long TICK_NANOS = 1_000_000;
    private static final Duration RETRY_PAUSE = Duration.ofMillis(250);
    /** For how long a bid is sent again that is turned away because its bidder bids too often. */
    private static final Duration HASTY_MAX = Duration.ofSeconds(30);

    private static final Duration RUSH = Duration.ofSeconds(1);

    private final ApiClient api;
    private final List<Bidder> bidders;
    private final Rush rush;
    private final Tally tally;
    private final RandomGenerator random;
    private final Semaphore underWay = new Semaphore(UNDER_WAY_MAX);
    private final Map<Lot, Bidder> lastBidder = new HashMap<>();

    record Bidder(String name, String token) {}

    /** @param path of the bid's auction */
    private record Attempt(
            Lot lot, Bidder bidder, String path, RequestId id, String body, long intendedNanos, boolean inRush) {}

    Crowd(ApiClient api, List<Bidder> bidders, Rush rush, Tally tally, RandomGenerator random) {
        this.api = api;
        this.bidders = List.copyOf(bidders);
        this.rush = rush;
        this.tally = tally;
        this.random = random;
    }

    /**
     * Every bidder looks at a lot. Real ones do so too, and long before the rush: their tokens are verified then, and
     * the server's code is warm.
     */
    void arrive(Lot lot) {
        for (int from = 0; from < bidders.size(); from += ARRIVING_AT_ONCE) {
            List<Future<Answer>> looks =
                    bidders.subList(from, Math.min(bidders.size(), from + ARRIVING_AT_ONCE)).stream()
                            .map(bidder -> api.get("/v1/auctions/" + lot.id() + "/ranking", bidder.token()))
                            .toList();
            ApiClient.await("looking at " + lot.offer().title(), Future.join(looks));
        }
    }

    /** How long {@link #arrive} takes, roughly. */
    static Duration arrivalTime(int bidders) {
        return Duration.ofSeconds(1).plusMillis(3L * bidders);
    }

    /** Bids until all lots are closed; returns when the last answer has come or has been given up. */
    void bid(List<Lot> lots, Runnable everySecond) {
        long began = System.nanoTime();
        Map<Lot, Arrivals> arrivals = new HashMap<>();
        lots.forEach(lot -> arrivals.put(lot, new Arrivals(random, began)));
        long nextSecond = began;
        for (long now = began; tally.open() > 0 || anyOpen(lots); now = System.nanoTime()) {
            long tick = now;
            arrivals.forEach((lot, process) -> process.advance(tick, at -> rate(lot), at -> send(lot, at)));
            if (now >= nextSecond) {
                everySecond.run();
                nextSecond += Duration.ofSeconds(1).toNanos();
            }
            LockSupport.parkNanos(TICK_NANOS);
        }
    }

    private static boolean anyOpen(List<Lot> lots) {
        Instant now = Instant.now().minus(Rush.tooLate());
        return lots.stream().anyMatch(lot -> lot.closesAt().isAfter(now));
    }

    private double rate(Lot lot) {
        return lot.offer().share() * BIDS_PER_BIDDER_SECOND * bidders.size() * rush.intensity(millisToClose(lot));
    }

    private static long millisToClose(Lot lot) {
        return Duration.between(Instant.now(), lot.closesAt()).toMillis();
    }

    private void send(Lot lot, long intendedNanos) {
        Bidder last = lastBidder.get(lot);
        Bidder bidder =
                last != null && random.nextDouble() < SAME_BIDDER ? last : bidders.get(random.nextInt(bidders.size()));
        lastBidder.put(lot, bidder);
        long amount = lot.minimum() + lot.step() * random.nextInt(STEPS_ABOVE_MAX);
        var attempt = new Attempt(
                lot,
                bidder,
                "/v1/auctions/" + lot.id() + "/bids",
                RequestId.at(Instant.now(), random),
                "{\"amount\":" + amount + ",\"currency\":\"" + lot.offer().currency() + "\"}",
                intendedNanos,
                millisToClose(lot) < RUSH.toMillis());
        underWay.acquireUninterruptibly();
        tally.sent();
        attempt(attempt, 1);
    }

    private void attempt(Attempt bid, int tries) {
        api.post(bid.path(), bid.bidder().token(), bid.id().toString(), bid.body())
                .onComplete(answer -> heard(bid, answer, tries), failure -> {
                    tally.other("no answer: " + failure.getClass().getSimpleName());
                    again(bid, tries);
                });
    }

    private void heard(Attempt bid, Answer answer, int tries) {
        JsonNode sequence = answer.body().path("sequence");
        if (sequence.isMissingNode()) {
            tally.other(answer.status() + " " + name(answer));
            if (answer.status() >= 500) {
                again(bid, tries);
            } else if (answer.status() == TOO_MANY_REQUESTS && isRecent(bid)) {
                // Hasty, not wrong: waiting is all that is asked for.
                api.after(
                        Duration.ofMillis(answer.body().path("retryAfterMs").asLong(RETRY_PAUSE.toMillis())),
                        () -> attempt(bid, tries));
            } else {
                finished(bid);
            }
            return;
        }
        JsonNode price = answer.body().path("price");
        bid.lot()
                .seen(
                        sequence.asLong(),
                        price.asLong(-1),
                        Instant.parse(answer.body().path("closesAt").asString()));
        tally.decided(new Decided(bid.lot().id(), sequence.asLong(), bid.id(), outcome(answer)));
        finished(bid);
        if (bid.id().uuid().getLeastSignificantBits() % Math.round(1 / SENT_TWICE) == 0) {
            sendAgain(bid, answer);
        }
    }

    /** A client that did not see the answer sends the same again, and must be given the first answer. */
    private void sendAgain(Attempt bid, Answer first) {
        api.post(bid.path(), bid.bidder().token(), bid.id().toString(), bid.body())
                .onComplete(second -> heardAgain(bid, first, second), failure -> tally.repeated(false));
    }

    private void heardAgain(Attempt bid, Answer first, Answer second) {
        if (second.status() != TOO_MANY_REQUESTS) {
            tally.repeated(second.equals(first));
        } else if (isRecent(bid)) {
            api.after(RETRY_PAUSE, () -> sendAgain(bid, first));
        }
    }

    private static boolean isRecent(Attempt bid) {
        return System.nanoTime() - bid.intendedNanos() < HASTY_MAX.toNanos();
    }

    private void again(Attempt bid, int tries) {
        if (tries < TRIES_MAX) {
            api.after(RETRY_PAUSE.multipliedBy(tries), () -> attempt(bid, tries + 1));
        } else {
            tally.unanswered();
            underWay.release();
        }
    }

    private void finished(Attempt bid) {
        tally.answered((System.nanoTime() - bid.intendedNanos()) / 1_000, bid.inRush());
        underWay.release();
    }

    private static String outcome(Answer answer) {
        JsonNode outcome = answer.body().path("outcome");
        return outcome.isMissingNode() ? answer.body().path("reason").asString("?") : outcome.asString();
    }

    private static String name(Answer answer) {
        String type = answer.body().path("type").asString("?");
        return Objects.requireNonNull(type.substring(type.lastIndexOf(':') + 1));
    }
}
