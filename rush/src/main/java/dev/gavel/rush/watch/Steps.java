package dev.gavel.rush.watch;

import dev.gavel.rush.history.Sightings.Step;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts who took which step when. Nearly always it is the step that the watcher before took, with the same bytes: then
 * nothing is parsed and nothing is made.
 */
final class Steps {
    /** Far more than a run has updates; beyond it a step is not kept. */
    private static final int STEPS_MAX = 200_000;

    private static final int DELAY_MAX_MS = 30_000;

    private final Map<Key, Count> counts = new HashMap<>();
    private @Nullable ByteBuffer lastBytes;
    private @Nullable Update lastUpdate;
    private @Nullable Count lastCount;

    private record Key(long before, Update update) {}

    private static final class Count {
        private final Key key;
        private int[] byDelay = new int[16];

        private Count(Key key) {
            this.key = key;
        }

        void add(long delay) {
            // A clock that was set back in between must not stop the run.
            int place = Math.clamp(delay, 0, DELAY_MAX_MS);
            if (place >= byDelay.length) {
                byDelay = Arrays.copyOf(byDelay, Math.max(place + 1, 2 * byDelay.length));
            }
            byDelay[place]++;
        }

        Step step() {
            Map<Integer, Long> delays = new TreeMap<>();
            for (int ms = 0; ms < byDelay.length; ms++) {
                if (byDelay[ms] > 0) {
                    delays.put(ms, (long) byDelay[ms]);
                }
            }
            Update update = key.update;
            return new Step(key.before, update.sequence(), update.state(), update.price(), update.at(), delays);
        }
    }

    Update parse(ByteBuffer payload) {
        if (lastBytes != null && lastUpdate != null && payload.equals(lastBytes)) {
            return lastUpdate;
        }
        lastBytes = ByteBuffer.allocate(payload.remaining())
                .put(payload.duplicate())
                .flip();
        lastUpdate = Update.of(payload);
        return lastUpdate;
    }

    /** @param before the sequence of the update before; negative if there was none */
    void count(long before, Update update, long readAtMillis) {
        if (lastCount == null || lastCount.key.before != before || !lastCount.key.update.equals(update)) {
            Key key = new Key(before, update);
            if (!counts.containsKey(key) && counts.size() == STEPS_MAX) {
                return;
            }
            lastCount = counts.computeIfAbsent(key, Count::new);
        }
        lastCount.add(readAtMillis - update.at());
    }

    List<Step> all() {
        return counts.values().stream().map(Count::step).toList();
    }
}
