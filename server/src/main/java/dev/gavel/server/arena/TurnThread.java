package dev.gavel.server.arena;

import io.lettuce.core.resource.EventLoopGroupProvider;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.concurrent.TimeUnit;

/** The one thread on which turns are sent to Redis and replies to them are read, whichever server they go to. */
final class TurnThread implements EventLoopGroupProvider, AutoCloseable {
    private static final int THREADS = 1;
    private static final long QUIET_MS = 0;
    private static final long CLOSE_MAX_MS = 2_000;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(
            THREADS, new DefaultThreadFactory("gavel-turns", true), NioIoHandler.newFactory());
    private final EventLoop loop = group.next();

    EventLoop loop() {
        return loop;
    }

    @SuppressWarnings("unchecked") // Asked for by the class of a transport; there is one here.
    @Override
    public <T extends EventLoopGroup> T allocate(Class<T> type) {
        return (T) group;
    }

    @Override
    public int threadPoolSize() {
        return THREADS;
    }

    /** It outlives the connections. */
    @Override
    public Future<Boolean> release(EventExecutorGroup given, long quietPeriod, long timeout, TimeUnit unit) {
        return GlobalEventExecutor.INSTANCE.newSucceededFuture(true);
    }

    @Override
    public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit timeUnit) {
        return GlobalEventExecutor.INSTANCE.newSucceededFuture(true);
    }

    @Override
    public void close() {
        group.shutdownGracefully(QUIET_MS, CLOSE_MAX_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly(CLOSE_MAX_MS);
    }
}
