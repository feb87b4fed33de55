package dev.gavel.server.api;

import java.time.Duration;

/**
 * @param host the address to listen on
 * @param port 0 takes a free one
 * @param eventLoops how many threads serve connections; each has its own share of them
 * @param page whether the page for people is served: the hall at {@code /}, a room for each auction
 */
public record ApiConfig(
        String host,
        int port,
        int eventLoops,
        boolean page,
        Limits limits,
        Watching watching,
        ClientLimits clients,
        TlsConfig tls) {
    public static final ApiConfig DEFAULT = new ApiConfig(
            "127.0.0.1", 8080, 2, true, Limits.DEFAULT, Watching.DEFAULT, ClientLimits.DEFAULT, TlsConfig.DEFAULT);

    public ApiConfig {
        Bounds.requirePositive("eventLoops", eventLoops);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
        }
    }

    public ApiConfig onPort(int anotherPort) {
        return new ApiConfig(host, anotherPort, eventLoops, page, limits, watching, clients, tls);
    }

    public ApiConfig withLimits(Limits others) {
        return new ApiConfig(host, port, eventLoops, page, others, watching, clients, tls);
    }

    /**
     * What a client may take of the server.
     *
     * @param bodyBytesMax a larger body is refused before it is read
     * @param headerBytesMax of all headers of a request together; a token is about 600
     * @param uriBytesMax of the request line
     * @param bodyTimeout from the headers' arrival to the body's end
     * @param idleTimeout a connection on which nothing moved for so long is closed
     * @param connectionsMax beyond it a new connection is closed at once
     * @param blockingMax requests that wait for a store at once; more than a pool of 50 connections can serve, so that
     *     the wait is bounded here and not there
     * @param verificationsMax signature checks at once: they take CPU, which bids need too
     * @param termsCachedMax auctions whose currency and steps are remembered for each event loop: 10,000 are about
     *     3 MB
     * @param shutdownTimeout how long requests in flight may take when the server stops
     * @param announceFor how long a server that stops says so at {@code /health/ready} before it refuses anything:
     *     longer than a load balancer takes to see it; zero where there is none
     */
    public record Limits(
            int bodyBytesMax,
            int headerBytesMax,
            int uriBytesMax,
            Duration bodyTimeout,
            Duration idleTimeout,
            int connectionsMax,
            int blockingMax,
            int verificationsMax,
            int termsCachedMax,
            Duration shutdownTimeout,
            Duration announceFor) {
        private static final Duration ANNOUNCE_MAX = Duration.ofMinutes(5);

        public static final Limits DEFAULT = new Limits(
                64 * 1024,
                8 * 1024,
                4 * 1024,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                50_000,
                64,
                4,
                10_000,
                Duration.ofSeconds(10),
                Duration.ZERO);

        public Limits {
            Bounds.requirePositive("bodyBytesMax", bodyBytesMax);
            Bounds.requirePositive("headerBytesMax", headerBytesMax);
            Bounds.requirePositive("uriBytesMax", uriBytesMax);
            Bounds.requirePositive("connectionsMax", connectionsMax);
            Bounds.requirePositive("blockingMax", blockingMax);
            Bounds.requirePositive("verificationsMax", verificationsMax);
            Bounds.requirePositive("termsCachedMax", termsCachedMax);
            if (!bodyTimeout.isPositive() || !idleTimeout.isPositive() || !shutdownTimeout.isPositive()) {
                throw new IllegalArgumentException("the timeouts of the API are above 0");
            }
            if (announceFor.isNegative() || announceFor.compareTo(ANNOUNCE_MAX) > 0) {
                throw new IllegalArgumentException(
                        "api.limits.announceFor is 0 to " + ANNOUNCE_MAX + ", not " + announceFor);
            }
        }

        public Limits announcingFor(Duration time) {
            return new Limits(
                    bodyBytesMax,
                    headerBytesMax,
                    uriBytesMax,
                    bodyTimeout,
                    idleTimeout,
                    connectionsMax,
                    blockingMax,
                    verificationsMax,
                    termsCachedMax,
                    shutdownTimeout,
                    time);
        }
    }

    /**
     * The feed's connections.
     *
     * @param watchersMax of all auctions together
     * @param updateEvery the least time between two updates on a connection: 50 ms are 20 a second
     * @param heartbeatEvery a watcher that was sent nothing for so long is shown that the server is there, after twice
     *     the time at the latest; less than half of the idle timeouts on the way (60 s in most proxies)
     * @param behindMax a watcher that takes nothing for so long is dropped
     * @param queueBytesMax what waits in memory for a slow watcher before it is conflated
     */
    public record Watching(
            int watchersMax, Duration updateEvery, Duration heartbeatEvery, Duration behindMax, int queueBytesMax) {
        public static final Watching DEFAULT =
                new Watching(20_000, Duration.ofMillis(50), Duration.ofSeconds(15), Duration.ofSeconds(30), 16 * 1024);

        public Watching {
            Bounds.requirePositive("watchersMax", watchersMax);
            Bounds.requirePositive("queueBytesMax", queueBytesMax);
            if (!updateEvery.isPositive() || !heartbeatEvery.isPositive() || !behindMax.isPositive()) {
                throw new IllegalArgumentException("the times of the feed's connections are above 0");
            }
        }
    }
}
