package dev.gavel.server.bidding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Outcome;
import dev.gavel.auction.Reason;
import dev.gavel.server.bidding.SimArena.Fault;
import dev.gavel.server.bidding.SimArena.Logged;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * The node's own logic against an arena that answers late, twice or not at all, on virtual time. {@code
 * -Dgavel.schedules=N} plays more; {@code -Dgavel.seed=S} begins with that schedule, which then is played exactly as
 * before.
 */
class NodeSimulation {
    private static final int SCHEDULES = Integer.getInteger("gavel.schedules", 1_000);
    /** Within so many each planted fault shows. */
    private static final int SCHEDULES_PER_FAULT = 200;

    /** It warns of each turn that is asked again. */
    private static final Logger WARNS_OFTEN = (Logger) LoggerFactory.getLogger(Turns.class);

    @BeforeAll
    static void beQuiet() {
        WARNS_OFTEN.setLevel(Level.OFF);
    }

    @AfterAll
    static void beAsBefore() {
        WARNS_OFTEN.setLevel(null);
    }

    @Test
    void promisesHoldWhateverTheNetworkDoes() {
        String given = System.getProperty("gavel.seed");
        long first = given == null ? System.nanoTime() : Long.parseLong(given);
        long began = System.nanoTime();
        int decided = 0;
        int askedAgain = 0;
        for (int i = 0; i < SCHEDULES; i++) {
            try (var world = play(first + i, null)) {
                decided += world.arena().log().size();
                askedAgain += (int) world.clients().stream()
                        .filter(client -> client.attempts().size() > 1)
                        .count();
            }
        }
        System.out.printf(
                "%,d schedules with %,d decisions, %,d bids sent again, in %.1f s%n",
                SCHEDULES, decided, askedAgain, (System.nanoTime() - began) / 1e9);
        assertThat(decided).isGreaterThan(SCHEDULES * 20);
        assertThat(askedAgain).isGreaterThan(SCHEDULES);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aPlantedFaultIsCaught(Fault fault) {
        assertThatThrownBy(() -> {
                    for (int i = 0; i < SCHEDULES_PER_FAULT; i++) {
                        play(i, fault).close();
                    }
                })
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void aSeedIsPlayedExactlyAsBefore() {
        try (var once = play(4711, null);
                var again = play(4711, null)) {
            assertThat(once.arena().log()).isEqualTo(again.arena().log());
        }
    }

    private static SimWorld play(long seed, @Nullable Fault fault) {
        var world = new SimWorld(seed, fault);
        try {
            world.run();
            check(world);
            return world;
        } catch (AssertionError e) {
            world.close();
            throw new AssertionError("-Dgavel.seed=" + seed + ": " + e.getMessage(), e);
        }
    }

    private static void check(SimWorld world) {
        Set<AuctionId> auctions = world.arena().auctions().keySet();
        assertThat(world.nodes().stream().filter(node -> !node.isDead()).map(SimNode::waiting))
                .as("bids that still wait")
                .allMatch(waiting -> waiting == 0);
        for (AuctionId auction : auctions) {
            List<Logged> log = world.arena().log().stream()
                    .filter(it -> it.receipt().auction().equals(auction))
                    .toList();
            SimArena.Live live = world.arena().auctions().get(auction);
            if (live == null) {
                throw new AssertionError("auction " + auction + " is gone");
            }
            checkSequences(log, live.bellSequence());
            checkBell(world, live, log);
        }
        for (SimClient client : world.clients()) {
            checkAnswers(world, client);
        }
        checkOrder(world.clients());
    }

    private static void checkSequences(List<Logged> log, long bell) {
        Set<Object> bids = new HashSet<>();
        long sequence = 0;
        for (Logged it : log) {
            sequence += sequence + 1 == bell ? 2 : 1;
            assertThat(it.receipt().sequence()).as("sequence").isEqualTo(sequence);
            assertThat(bids.add(it.receipt().bid().requestId()))
                    .as("decided once: " + it)
                    .isTrue();
        }
    }

    /** What a node received in time counts, unless the node died or gave up, or the wait was as long as it may be. */
    private static void checkBell(SimWorld world, SimArena.Live live, List<Logged> log) {
        if (live.closedAt() == null) {
            // Then no node was left to ring.
            assertThat(world.nodes()).as("closed").allMatch(SimNode::isDead);
            return;
        }
        Instant closesAt = live.standing().closesAt();
        assertThat(live.closedAt()).isAfterOrEqualTo(closesAt.plus(SimArena.DRAIN));
        for (Logged it : log) {
            Instant receivedAt = it.receipt().receivedAt();
            if (it.receipt().outcome().accepted()) {
                assertThat(receivedAt).as("accepted after the bell: " + it).isBefore(closesAt);
            } else if (it.receipt().outcome() instanceof Outcome.Refused(Reason reason)
                    && reason == Reason.CLOSED
                    && live.closedAt().isBefore(closesAt.plus(SimArena.DRAIN_MAX))
                    && wasHeld(world, it)) {
                // As the close stood then: one that was received earlier may have moved it later.
                assertThat(receivedAt)
                        .as("refused before the bell: " + it)
                        .isAfterOrEqualTo(it.receipt().closesAt());
            }
        }
    }

    /** Whether the node that received it lived, and answered what was decided. */
    private static boolean wasHeld(SimWorld world, Logged logged) {
        return world.clients().stream()
                .filter(client ->
                        client.bid().requestId().equals(logged.receipt().bid().requestId()))
                .flatMap(client -> client.attempts().stream())
                .anyMatch(attempt -> attempt.node() != null
                        && attempt.node().id().equals(logged.by())
                        && !attempt.node().isDead()
                        && attempt.receivedAt() == logged.receipt().receivedAt().toEpochMilli()
                        && attempt.answer() instanceof Answer.Decided);
    }

    private static void checkAnswers(SimWorld world, SimClient client) {
        Receipt told = client.receipt();
        if (told != null) {
            assertThat(world.arena().log().stream().map(Logged::receipt))
                    .as("told and in the log")
                    .contains(told);
        }
        for (SimClient.Attempt attempt : client.attempts()) {
            if (attempt.node() != null && !attempt.node().isDead()) {
                assertThat(attempt.answer())
                        .as("an answer of a node that lives")
                        .isNotNull();
                assertThat(Duration.ofNanos(attempt.answeredAt() - attempt.sentAt()))
                        .isLessThan(Duration.ofSeconds(40));
            }
        }
    }

    /** A bid that was answered before another was sent has the lower sequence. */
    private static void checkOrder(List<SimClient> clients) {
        List<SimClient> decided = new ArrayList<>(
                clients.stream().filter(client -> client.receipt() != null).toList());
        decided.sort(Comparator.comparingLong(client -> firstAnswer(client)));
        for (int i = 0; i < decided.size(); i++) {
            SimClient earlier = decided.get(i);
            for (int j = i + 1; j < decided.size(); j++) {
                SimClient later = decided.get(j);
                if (later.auction().equals(earlier.auction())
                        && later.attempts().getFirst().sentAt() > firstAnswer(earlier)) {
                    assertThat(sequence(later)).as("order").isGreaterThan(sequence(earlier));
                }
            }
        }
    }

    private static long sequence(SimClient client) {
        Receipt receipt = client.receipt();
        return receipt == null ? 0 : receipt.sequence();
    }

    private static long firstAnswer(SimClient client) {
        return client.attempts().stream()
                .filter(attempt -> attempt.answer() instanceof Answer.Decided)
                .mapToLong(SimClient.Attempt::answeredAt)
                .min()
                .orElse(Long.MAX_VALUE);
    }
}
