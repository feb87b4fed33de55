package dev.gavel.server.api;

import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Writes to all connections of an event loop, a few at a time: bids come in on the same loop and must not wait for ten
 * thousand watchers.
 */
final class Slices {
    /** About a millisecond's work. */
    private static final int AT_ONCE = 48;

    private Slices() {}

    /**
     * Does something with each, in their order. One with which it fails is reported to Vert.x, and keeps it from no
     * other.
     *
     * @param all as they are now. Some may be gone when their turn comes
     * @param then what comes after the last
     */
    static <T> void forEach(Context loop, Collection<T> all, Consumer<T> action, Runnable then) {
        next(loop, List.copyOf(all).iterator(), action, then);
    }

    private static <T> void next(Context loop, Iterator<T> left, Consumer<T> action, Runnable then) {
        for (int done = 0; done < AT_ONCE && left.hasNext(); done++) {
            ((ContextInternal) loop).dispatch(left.next(), action::accept);
        }
        if (left.hasNext()) {
            afterReading(loop, () -> next(loop, left, action, then));
        } else {
            then.run();
        }
    }

    /**
     * Runs something when the connections of this event loop have been read once more. A mere task does not wait for
     * that: Netty runs all tasks that there are, and those that they add, before it looks at a connection again.
     */
    private static void afterReading(Context loop, Runnable action) {
        EventLoop thread = ((ContextInternal) loop).nettyEventLoop();
        var _ = thread.schedule(() -> loop.runOnContext(_ -> action.run()), 1, TimeUnit.NANOSECONDS);
    }
}
