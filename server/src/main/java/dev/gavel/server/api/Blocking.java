package dev.gavel.server.api;

import java.time.Duration;
import java.util.concurrent.Executor;
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
     * Runs {@code work} elsewhere, then goes on with its result on the call's event loop; its failure ends the
     * call.
     */
    <T> void run(Call call, Supplier<T> work, Consumer<T> then) {
        run(call::onLoop, work, then, failure -> problems.answer(call, failure));
    }

    /**
     * Runs {@code work} elsewhere, then goes on where {@code loop} runs what it is given.
     *
     * @param failed is told the failure of either, or that too much runs already
     */
    <T> void run(Executor loop, Supplier<T> work, Consumer<T> then, Consumer<Throwable> failed) {
        if (!places.tryAcquire()) {
            failed.accept(new ProblemException(
                    Problem.of(ProblemType.OVERLOADED, "too many requests wait for the stores; nothing was done")
                            .retryAfter(RETRY_AFTER)));
            return;
        }
        Thread.ofVirtual().name("api").start(() -> {
            permits.acquireUninterruptibly();
            try {
                T result = work.get();
                loop.execute(() -> guarded(() -> then.accept(result), failed));
            } catch (RuntimeException | Error e) {
                loop.execute(() -> failed.accept(e));
            } finally {
                permits.release();
                places.release();
            }
        });
    }

    private static void guarded(Runnable work, Consumer<Throwable> failed) {
        try {
            work.run();
        } catch (RuntimeException e) {
            failed.accept(e);
        }
    }
}
