package dev.gavel.rush.targets;

import dev.gavel.server.ServerConfig;
import dev.gavel.server.arena.ArenaConfig;
import dev.gavel.server.arena.Durability;
import dev.gavel.server.bidding.BiddingConfig;
import dev.gavel.server.platform.ConfigFile;
import dev.gavel.shards.ShardAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Settings of Gavel's servers.
 *
 * @param port 0 takes a free one
 * @param durability what an answer waits for, as the setting has it
 * @param smallTurns whether to decide few bids at once, so that a queue grows before the arena
 * @param announceFor how long a node that ends says so before it refuses
 * @param observed how closely the server watches itself
 */
public record GavelSettings(
        String redisUri,
        List<String> jdbcUrls,
        int port,
        String durability,
        boolean smallTurns,
        Duration announceFor,
        Observed observed) {
    /** So that the whole log of a run can be read after it: nothing is trimmed. */
    private static final int LOG_ENTRIES_KEPT = 1_000_000;

    /**
     * With one turn under way at a time, of 64 buckets that all have bids, each has to wait for 63 turns of others with
     * their fsyncs: far more than 5 ms, and less than the drain as long as a queue is gone after two turns.
     */
    private static final int SMALL_TURN = 64;

    /** @throws IllegalArgumentException if there is no such level */
    public GavelSettings {
        jdbcUrls = List.copyOf(jdbcUrls);
        level(durability);
    }

    private static Durability level(String durability) {
        return Durability.valueOf(durability.toUpperCase(Locale.ROOT));
    }

    /** The text of a configuration file. */
    public String text() {
        ServerConfig usual = ServerConfig.DEFAULT;
        var shards = jdbcUrls.stream()
                .map(shard -> ShardAddress.parse("ledger", shard))
                .map(shard -> new ServerConfig.ShardSettings(shard.url(), shard.user(), shard.password()))
                .toList();
        return ConfigFile.print(new ServerConfig(
                usual.buckets(),
                arena(redisUri).withDurability(level(durability)),
                smallTurns ? withSmallTurns(usual.bidding()) : usual.bidding(),
                usual.admission(),
                new ServerConfig.LedgerSettings(
                        shards, usual.ledger().pool(), usual.ledger().reader()),
                usual.api().onPort(port).withLimits(usual.api().limits().announcingFor(announceFor)),
                usual.identity(),
                usual.feed(),
                usual.recovery(),
                usual.offers(),
                observed.metrics(),
                observed.traces()));
    }

    /** Without the passwords. */
    @Override
    public String toString() {
        return "GavelSettings[port=" + port + ", durability=" + durability + "]";
    }

    private static BiddingConfig withSmallTurns(BiddingConfig usual) {
        return new BiddingConfig(
                SMALL_TURN, 1, SMALL_TURN, usual.waitingMax(), usual.waitMax(), usual.retryPause(), usual.retryFor());
    }

    static ArenaConfig arena(String redisUri) {
        return ArenaConfig.DEFAULT
                .withRedisUri(redisUri)
                .withLogEntriesKept(LOG_ENTRIES_KEPT)
                // A close that a slow machine moves by minutes would make each run wait for it.
                .withOutageAfter(Duration.ZERO);
    }
}
