package dev.gavel.server.api;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where work that blocks is done: virtual threads, a bounded number at once. Beyond it a call is refused at once,
 * since a queue here would only answer later what nobody waits for any more.
 */
final class Blocking {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Semaphore places;
    private final Semaphore permits;
    private final Problems problems;

    Blocking(int max, Problems problems) {
        this(max, 0, problems);
    }

    /**
     * @param max how much runs at once
     * @param waitingMax how much more may wait for its turn, first come, first served
     */
    Blocking(int max, int waitingMax, Problems problems) {
        this.places = new Semaphore(max + waitingMax);
        this.permits = new Semaphore(max, true);
        this.problems = problems;
    }

    /** Answers a call with what {@code work} returns. */
    Route.Endpoint endpoint(Function<Call, Reply> work) {
        return call -> run(call, () -> work.apply(call), call::reply);
    }

    /**
     * Runs {@code work} elsewhere, then goes on with its result on the call's event loop; its failure ends the call.
     *
     * @return false if too much runs already: then the call was answered so
     */
    <T> boolean run(Call call, Supplier<T> work, Consumer<T> then) {
        if (!places.tryAcquire()) {
            call.reply(Problem.of(ProblemType.OVERLOADED, "too many requests wait for the stores; nothing was done")
                    .retryAfter(RETRY_AFTER));
            return false;
        }
        Thread.ofVirtual().name("api").start(() -> {
            permits.acquireUninterruptibly();
            try {
                T result = work.get();
                call.onLoop(() -> guarded(call, () -> then.accept(result)));
            } catch (RuntimeException | Error e) {
                call.onLoop(() -> problems.answer(call, e));
            } finally {
                permits.release();
                places.release();
            }
        });
        return true;
    }

    private void guarded(Call call, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            problems.answer(call, e);
        }
    }
}
