package dev.gavel.system;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Many clients at once. */
final class Together {
    private Together() {}

    /** Runs a task for each number from 0 on a thread of its own; fails if one of them does. */
    static void run(int count, IntConsumer task) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = IntStream.range(0, count)
                    .mapToObj(number -> threads.submit(() -> task.accept(number)))
                    .toList();
            for (var one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError("one of the clients failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while clients were running", e);
        }
    }
}
