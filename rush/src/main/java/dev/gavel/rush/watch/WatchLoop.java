package dev.gavel.rush.watch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gavel.auction.AuctionId;
import dev.gavel.rush.history.Sightings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** All watchers, on one thread. */
final class WatchLoop implements AutoCloseable {
    private static final int CONNECTING_MAX = 64;
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final long POLL_MS = 20;
    private static final Duration CONNECT_MAX = Duration.ofMinutes(2);
    /** From when bidding is over to the last watcher's last update. */
    private static final Duration CLOSE_SEEN_MAX = Duration.ofSeconds(20);

    private static final Duration STOP_MAX = Duration.ofSeconds(10);

    private final WatchOrder order;
    private final InetSocketAddress server;
    private final Selector selector;
    private final Steps steps = new Steps();
    private final List<Watching> all = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final CountDownLatch watching = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean ending;
    private volatile @Nullable Exception failure;
    private int first;

    WatchLoop(WatchOrder order) throws IOException {
        URI url = URI.create(order.url());
        this.order = order;
        this.server = new InetSocketAddress(url.getHost(), url.getPort());
        this.selector = Selector.open();
        this.thread = Thread.ofPlatform().daemon().name("watchers").start(this::run);
    }

    /** Blocks until every watcher has had an update. */
    void connect() {
        await(watching, CONNECT_MAX);
    }

    /** Blocks until every watcher has seen the close, or has had time enough to. */
    Sightings end() {
        ending = true;
        await(ended, CLOSE_SEEN_MAX.plus(STOP_MAX));
        return new Sightings(
                AuctionId.parse(order.auction()),
                all.stream().map(Watching::watcher).toList(),
                steps.all());
    }

    private void await(CountDownLatch latch, Duration atMost) {
        try {
            boolean reached = latch.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
            if (failure != null) {
                throw new IllegalStateException("watching failed", failure);
            }
            if (!reached) {
                throw new IllegalStateException("watchers were not there within " + atMost);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for watchers", e);
        }
    }

    private void run() {
        try {
            long giveUp = 0;
            boolean over = false;
            while (!over) {
                connectSome();
                selector.select(this::ready, POLL_MS);
                if (watching.getCount() > 0 && all.size() == order.watchers() && first == order.watchers()) {
                    watching.countDown();
                }
                if (ending) {
                    giveUp = giveUp == 0 ? System.nanoTime() + CLOSE_SEEN_MAX.toNanos() : giveUp;
                    over = all.stream().allMatch(it -> it.hasEnded() || it.saw(Sightings.CLOSED))
                            || System.nanoTime() - giveUp > 0;
                }
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
        } finally {
            watching.countDown();
            ended.countDown();
        }
    }

    private void connectSome() throws IOException {
        while (all.size() < order.watchers() && all.size() - first < CONNECTING_MAX) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            var one = new Watching(channel, steps);
            channel.register(selector, SelectionKey.OP_CONNECT, one);
            channel.connect(server);
            all.add(one);
        }
    }

    private void ready(SelectionKey key) {
        Watching one = (Watching) key.attachment();
        try {
            if (key.isConnectable()) {
                one.channel().finishConnect();
                key.interestOps(SelectionKey.OP_READ);
                one.channel().write(request());
                return;
            }
            boolean before = one.isWatching();
            one.read(buffer);
            if (!before && one.isWatching()) {
                first++;
            }
        } catch (IOException e) {
            if (watching.getCount() > 0) {
                failure = e;
                watching.countDown();
            }
            one.end(String.valueOf(e.getMessage()));
            key.cancel();
        }
    }

    /** A key need not be secret here: it only shows that the server understands WebSockets. */
    private ByteBuffer request() {
        return US_ASCII.encode(
                "GET /v1/auctions/" + order.auction() + "/feed HTTP/1.1\r\nHost: " + server.getHostString()
                        + ":" + server.getPort() + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
    }

    @Override
    public void close() throws IOException {
        ending = true;
        // Whoever selects is woken by it, and ends.
        selector.close();
        try {
            thread.join(STOP_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Watching one : all) {
            one.channel().close();
        }
    }
}
