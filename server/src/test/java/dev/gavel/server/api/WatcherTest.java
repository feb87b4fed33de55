package dev.gavel.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AuctionId;
import dev.gavel.server.feed.AuctionView;
import dev.gavel.server.feed.Update;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WatcherTest {
    private static final ApiConfig.Watching CONFIG =
            new ApiConfig.Watching(1, Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofMillis(20), 16 * 1024);

    private final FakeWire wire = new FakeWire();
    private final List<Runnable> timers = new ArrayList<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private long nanos = System.nanoTime();
    private final Watcher watcher =
            new Watcher(wire, CONFIG, new FeedMeters(registry), (_, action) -> timers.add(action), () -> nanos);

    @Test
    void aSlowWatcherIsGivenTheLatestStateInsteadOfAQueue() {
        watcher.offer(frame(1));
        wire.full = true;
        watcher.offer(frame(2));
        watcher.offer(frame(3));
        assertThat(wire.sent).containsExactly(1L);
        wire.drain();
        timers.forEach(Runnable::run);
        assertThat(wire.sent).containsExactly(1L, 3L);
        assertThat(counted("gavel.feed.updates")).isEqualTo(2);
        assertThat(counted("gavel.feed.conflated")).as("the second").isEqualTo(1);
    }

    @Test
    void theFirstUpdateAfterTheInitialStateKeepsItsDistance() {
        watcher.offer(frame(1));
        watcher.offer(frame(2));
        watcher.offer(frame(3));
        assertThat(wire.sent).containsExactly(1L);
        assertThat(timers).hasSize(1);
        timers.getFirst().run();
        assertThat(wire.sent).containsExactly(1L, 3L);
    }

    @Test
    void anOlderStateIsNeverSentAfterANewerOne() {
        watcher.offer(frame(5));
        watcher.offer(frame(4));
        watcher.offer(frame(5));
        timers.forEach(Runnable::run);
        assertThat(wire.sent).containsExactly(5L);
        assertThat(counted("gavel.feed.conflated")).isZero();
    }

    private double counted(String meter) {
        return registry.get(meter).functionCounter().count();
    }

    @Test
    void aWatcherThatTakesNothingForTooLongMustGo() {
        assertThat(watcher.beat()).isTrue();
        watcher.offer(frame(1));
        wire.full = true;
        watcher.offer(frame(2));
        assertThat(watcher.beat()).as("not at once").isTrue();
        nanos += CONFIG.behindMax().toNanos();
        assertThat(watcher.beat()).isFalse();
        assertThat(wire.beats).as("nothing is written to what is full").isEqualTo(1);
    }

    @Test
    void anUpdateIsSignEnoughThatTheServerIsThere() {
        watcher.offer(frame(1));
        nanos += CONFIG.heartbeatEvery().toNanos() - 1;
        assertThat(watcher.beat()).isTrue();
        assertThat(wire.beats).isZero();
        nanos += 1;
        assertThat(watcher.beat()).isTrue();
        assertThat(wire.beats).isEqualTo(1);
    }

    @Test
    void aWatcherThatCatchesUpMayStay() {
        watcher.offer(frame(1));
        wire.full = true;
        watcher.offer(frame(2));
        nanos += CONFIG.behindMax().toNanos();
        wire.drain();
        wire.full = true;
        watcher.offer(frame(3));
        assertThat(watcher.beat()).isTrue();
    }

    private static Frame frame(long revision) {
        var view = new AuctionView(
                new AuctionId(7),
                1,
                AuctionView.State.OPEN,
                null,
                Currency.getInstance("KRW"),
                null,
                0,
                Instant.EPOCH,
                null);
        return new Frame(new Update(revision, view, Instant.EPOCH, "{}"), Buffer.buffer());
    }

    private static final class FakeWire implements Wire {
        private final List<Long> sent = new ArrayList<>();
        private boolean full;
        private int beats;
        private Runnable onDrain = () -> {};

        private void drain() {
            full = false;
            onDrain.run();
        }

        @Override
        public void send(Frame frame) {
            sent.add(frame.revision());
        }

        @Override
        public void beat() {
            beats++;
        }

        @Override
        public boolean isFull() {
            return full;
        }

        @Override
        public void onDrain(Runnable action) {
            onDrain = action;
        }

        @Override
        public void onClose(Runnable action) {}

        @Override
        public void close(short status) {}
    }
}
