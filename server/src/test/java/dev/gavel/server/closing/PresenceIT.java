package dev.gavel.server.closing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.dev.SharedStores;
import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaConfig;
import dev.gavel.server.arena.NodeId;
import dev.gavel.server.arena.RedisClock;
import dev.gavel.server.arena.ScriptTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PresenceIT {
    private static final NodeId A = new NodeId(1);
    private static final NodeId B = new NodeId(-2);
    private static final byte[] NODES = "gavel:nodes".getBytes(US_ASCII);

    private final Arena arena =
            Arena.connect(ArenaConfig.DEFAULT.withRedisUri(SharedStores.redis().redisUri()), new ScriptTime.Redis());
    private final RedisClock clock = new RedisClock(arena);
    private final AtomicLong nanos = new AtomicLong();

    @BeforeEach
    void reset() {
        SharedStores.reset();
    }

    @AfterEach
    void close() {
        clock.close();
        arena.close();
    }

    @Test
    void nodesSeeEachOtherFromTheirBeginningToTheirEnd() {
        try (var a = new Presence(arena, clock, A)) {
            assertThat(a.others()).isEmpty();
            try (var b = new Presence(arena, clock, B)) {
                assertThat(a.others()).containsExactly(B);
                assertThat(b.others()).containsExactly(A);
            }
            assertThat(a.others()).isEmpty();
        }
    }

    @Test
    void whoBeatsNoMoreIsGoneAfterAWhileInWhichTheOthersCouldRead() {
        try (var a = new Presence(arena, clock, A, nanos::get)) {
            beatOnce();
            assertThat(a.others()).containsExactly(B);
            pass(a, Presence.GONE_AFTER);
            assertThat(a.others()).containsExactly(B);
            nanos.incrementAndGet();
            assertThat(a.others()).as("gone").isEmpty();
        }
    }

    @Test
    void anOutageInWhichNobodyCouldBeatLetsNobodyGo() {
        try (var a = new Presence(arena, clock, A, nanos::get)) {
            beatOnce();
            assertThat(a.others()).containsExactly(B);
            nanos.addAndGet(Duration.ofMinutes(2).toNanos());
            assertThat(a.others()).containsExactly(B);
        }
    }

    @Test
    void whoWasOnAListThatIsLostIsWaitedForUntilItIsThereAgain() {
        try (var a = new Presence(arena, clock, A, nanos::get)) {
            beatOnce();
            assertThat(a.others()).containsExactly(B);
            nanos.addAndGet(Duration.ofSeconds(2).toNanos());
            arena.await("", arena.shared(NODES).del(NODES));
            assertThat(a.others()).as("lost with the files of Redis").containsExactly(B);
            pass(a, Presence.LOST_KEPT);
            assertThat(a.others()).containsExactly(B);
            nanos.incrementAndGet();
            assertThat(a.others()).as("never came again").isEmpty();
            try (var _ = new Presence(arena, clock, B)) {
                assertThat(a.others()).containsExactly(B);
            }
            assertThat(a.others()).as("left by itself").isEmpty();
        }
    }

    @Test
    void whoHasBeenGoneForLongIsStruckOutAndABeatBringsItBack() {
        try (var a = new Presence(arena, clock, A, nanos::get)) {
            beatOnce();
            a.others();
            pass(a, Duration.ofSeconds(61));
            await("B struck out")
                    .until(() -> arena.await("", arena.shared(NODES).hlen(NODES)) == 1);
            try (var _ = new Presence(arena, clock, B)) {
                assertThat(a.others()).containsExactly(B);
            }
        }
    }

    /** Leaves B's entry behind, as a process that was killed does. */
    private void beatOnce() {
        arena.await("", arena.shared(NODES).hset(NODES, B.bytes(), "1".getBytes(US_ASCII)));
    }

    private void pass(Presence reader, Duration time) {
        long until = nanos.get() + time.toNanos();
        while (nanos.get() < until) {
            nanos.set(Math.min(until, nanos.get() + Duration.ofMillis(500).toNanos()));
            reader.others();
        }
    }
}
