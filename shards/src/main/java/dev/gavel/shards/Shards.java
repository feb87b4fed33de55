package dev.gavel.shards;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** All shards, in the order of the configuration. */
public final class Shards implements AutoCloseable {
    /** Each needs a pool on every node; more are a mistake in a configuration. */
    public static final int COUNT_MAX = 256;

    private final List<Shard> all;
    private final Semaphore fanOuts;

    private Shards(List<Shard> all, int fanOutsMax) {
        this.all = List.copyOf(all);
        this.fanOuts = new Semaphore(fanOutsMax, true);
    }

    /** Makes a pool for each address without connecting yet. */
    public static Shards open(List<ShardAddress> addresses, PoolConfig config) {
        if (addresses.isEmpty() || addresses.size() > COUNT_MAX) {
            throw new IllegalArgumentException("a cluster has 1 to " + COUNT_MAX + " shards, not " + addresses.size());
        }
        var opened = new ArrayList<Shard>();
        try {
            for (ShardAddress address : addresses) {
                opened.add(new Shard(opened.size(), address, config));
            }
        } catch (RuntimeException e) {
            opened.forEach(Shard::close);
            throw e;
        }
        return new Shards(opened, config.fanOutsMax());
    }

    public List<Shard> all() {
        return all;
    }

    /**
     * Asks every shard once, in parallel, and waits for all.
     *
     * @return the answers in the order of the shards
     * @throws RuntimeException the first shard's failure, with the others' suppressed in it
     */
    public <T> List<T> onEach(Function<Shard, T> question) {
        fanOuts.acquireUninterruptibly();
        try (var threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("gavel-fan-out-", 0).factory())) {
            List<Future<T>> asked = all.stream()
                    .map(shard -> threads.submit((Callable<T>) () -> question.apply(shard)))
                    .toList();
            return answers(asked);
        } finally {
            fanOuts.release();
        }
    }

    private static <T> List<T> answers(List<Future<T>> asked) {
        var answers = new ArrayList<T>();
        RuntimeException failure = null;
        for (Future<T> one : asked) {
            try {
                answers.add(one.get());
            } catch (ExecutionException e) {
                RuntimeException cause = unchecked(e);
                if (failure == null) {
                    failure = cause;
                } else {
                    failure.addSuppressed(cause);
                }
            } catch (InterruptedException e) {
                asked.forEach(other -> other.cancel(true));
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while asking every shard", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
        return answers;
    }

    private static RuntimeException unchecked(ExecutionException e) {
        return switch (e.getCause()) {
            case RuntimeException cause -> cause;
            case Error cause -> throw cause;
            case null, default -> new IllegalStateException(e);
        };
    }

    @Override
    public void close() {
        all.forEach(Shard::close);
    }
}
