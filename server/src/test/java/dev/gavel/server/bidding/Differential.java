package dev.gavel.server.bidding;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Standing.State;
import dev.gavel.auction.random.RandomAuction;
import dev.gavel.auction.random.RandomAuctions;
import dev.gavel.auction.random.RandomEvent;
import dev.gavel.auction.random.RandomEvent.Offer;
import dev.gavel.server.arena.ArrivedBid;
import dev.gavel.server.listing.Auctions.Effect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Random auctions through the real scripts and through the referee, side by side: the same answers, the same states and
 * rankings, and a bid log in which the witness finds no fault. Several auctions of a bucket run at once, and their bids
 * share turns of random length.
 */
final class Differential {
    private static final int AUCTIONS_AT_ONCE = 16;
    private static final int TURN_MAX = 200;

    private final ArenaUnderTest arena;
    private final RandomAuctions supply;
    private final Random random;
    private final Instant opening;
    private final Map<AuctionId, Running> running = new LinkedHashMap<>();
    private final List<ArrivedBid> turn = new ArrayList<>();
    private final List<Answer> expected = new ArrayList<>();
    private long bids;

    private record Running(RandomAuction auction, Expectation expectation) {}

    Differential(ArenaUnderTest arena, long seed) {
        this.arena = arena;
        this.opening = Instant.parse("2026-03-01T12:00:00Z");
        this.supply = new RandomAuctions(seed, opening);
        this.random = new Random(seed);
    }

    /**
     * Plays until so many bids were decided.
     *
     * @throws AssertionError at the first difference
     */
    void play(long bidsMax) {
        while (bids < bidsMax) {
            arena.setTime(opening);
            while (running.size() < AUCTIONS_AT_ONCE) {
                RandomAuction auction = supply.next();
                running.put(arena.open(auction.terms()), new Running(auction, new Expectation(auction.terms())));
            }
            playTurn();
        }
        List.copyOf(running.keySet()).forEach(this::check);
    }

    long bids() {
        return bids;
    }

    /** Collects bids for a turn; something else than a bid ends it early. */
    private void playTurn() {
        // Before some of the bids claim to have been received: then the time of the decision counts.
        Instant now = opening.plusMillis(random.nextInt(4) == 0 ? random.nextInt(600_000) : 1_200_000);
        int length = 1 + random.nextInt(TURN_MAX);
        for (int i = 0; i < length; i++) {
            List<AuctionId> ids = List.copyOf(running.keySet());
            AuctionId id = ids.get(random.nextInt(ids.size()));
            Running chosen = Objects.requireNonNull(running.get(id));
            RandomEvent event = chosen.auction.next(chosen.expectation.standing());
            switch (event) {
                case Offer offer -> {
                    turn.add(new ArrivedBid(id, offer.bid(), offer.receivedAt().toEpochMilli()));
                    expected.add(chosen.expectation.answer(id, offer, now));
                    continue;
                }
                case RandomEvent.Act(var wish) -> {
                    decide(now);
                    boolean may = chosen.expectation.intervene(wish);
                    arena.setTime(wish.decidedAt());
                    same(wish + " in " + id, may, arena.auctions().intervene(id, Wishes.of(wish)) == Effect.DONE);
                    observeLog();
                }
                case RandomEvent.Close(var at) -> {
                    decide(now);
                    close(at);
                }
                case null -> {
                    decide(now);
                    check(id);
                    running.remove(id);
                }
            }
            return;
        }
        decide(now);
    }

    private void decide(Instant now) {
        if (!turn.isEmpty()) {
            arena.setTime(now);
            List<Answer> answers = arena.place(turn);
            for (int i = 0; i < answers.size(); i++) {
                same("answer to " + turn.get(i), expected.get(i), answers.get(i));
            }
            bids += turn.size();
            turn.clear();
            expected.clear();
        }
        observeLog();
    }

    /**
     * The bell is the bucket's: it closes every auction that is due at that time, which may be others than the one
     * asked.
     */
    private void close(Instant at) {
        running.forEach((_, other) -> {
            var standing = other.expectation.standing();
            if (standing.state() == State.OPEN && !standing.closesAt().isAfter(at)) {
                other.expectation.close();
            }
        });
        arena.ring(at);
        observeLog();
    }

    private void observeLog() {
        arena.newDecisions().forEach(decision -> {
            Running one = running.get(decision.auction());
            if (one != null) {
                one.expectation.observe(decision);
            }
        });
    }

    private void check(AuctionId id) {
        Running one = Objects.requireNonNull(running.get(id));
        var live = arena.auctions().find(id).orElseThrow();
        same("terms of " + id, one.auction.terms(), live.listing().terms());
        same("standing of " + id, one.expectation.standing(), live.standing());
        same(
                "ranking of " + id,
                one.expectation.ranking(),
                arena.auctions().ranking(id, 100, null).orElseThrow().top());
        same(
                "permits of " + id,
                one.expectation.interventions().permits().all(),
                arena.auctions().permits(id).orElseThrow());
        same("notice of " + id, one.expectation.interventions().notice(), live.notice());
        same("witness of " + id, null, one.expectation.witness().disagreement());
        same(
                "witness' standing of " + id,
                one.expectation.standing(),
                one.expectation.witness().standing());
    }

    private void same(String what, @Nullable Object referee, @Nullable Object lua) {
        if (!Objects.equals(referee, lua)) {
            throw new AssertionError(what + ", after " + bids + " bids\n  referee: " + referee + "\n  arena:   " + lua);
        }
    }
}
