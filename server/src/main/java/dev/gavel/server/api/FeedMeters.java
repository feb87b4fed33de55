package dev.gavel.server.api;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.LongAdder;

/** Counts what watchers are sent and what they are spared. Cheap: ten thousand of them have twenty updates a second. */
final class FeedMeters {
    final LongAdder updates = new LongAdder();
    final LongAdder conflated = new LongAdder();
    final LongAdder cutOff = new LongAdder();

    FeedMeters(MeterRegistry registry) {
        count(registry, "gavel.feed.updates", updates, "Updates sent to watchers");
        count(registry, "gavel.feed.conflated", conflated, "Updates that were not sent, since a later one came first");
        count(registry, "gavel.feed.cut.off", cutOff, "Watchers cut off, since they took nothing");
    }

    private static void count(MeterRegistry registry, String name, LongAdder count, String what) {
        FunctionCounter.builder(name, count, LongAdder::sum).description(what).register(registry);
    }
}
