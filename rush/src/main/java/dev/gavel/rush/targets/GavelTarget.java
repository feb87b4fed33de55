package dev.gavel.rush.targets;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Terms;
import dev.gavel.dev.DevStores;
import dev.gavel.rush.history.Kept;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Gavel's server in a process of its own, with Redis and PostgreSQL. */
public final class GavelTarget implements Target {
    private static final Duration SETTLED_MAX = Duration.ofMinutes(2);

    private final DevStores stores;
    private final ChildJvm server;
    private final String url;
    private final AuctionApi api;

    /**
     * @param directory for its configuration
     * @param keySet the public keys of tokens
     * @param sellerToken by which auctions are listed
     * @param durability what an answer waits for, as the setting has it
     * @param smallTurns whether to decide few bids at once, so that a queue grows before the arena
     * @param observed how closely the server watches itself
     */
    public GavelTarget(
            Path directory,
            String keySet,
            String sellerToken,
            String durability,
            boolean smallTurns,
            Observed observed) {
        this.stores = DevStores.temporary();
        try {
            this.server = Launch.of(
                    TargetProcess.GAVEL,
                    directory,
                    new GavelSettings(
                                    stores.redisUri(),
                                    stores.jdbcUrls(),
                                    0,
                                    durability,
                                    smallTurns,
                                    Duration.ZERO,
                                    observed)
                            .text(),
                    keySet);
            this.url = Launch.url(server);
            this.api = new AuctionApi(url, sellerToken);
        } catch (RuntimeException e) {
            stores.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return "Gavel";
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public AuctionId open(Terms terms) {
        return api.open(terms);
    }

    @Override
    public List<Kept> kept(List<AuctionId> auctions) {
        return new GavelRecords(stores.redisUri(), stores.jdbcUrls(), SETTLED_MAX).read(auctions);
    }

    @Override
    public Map<String, Long> processes() {
        return Map.of(
                SERVER,
                server.pid(),
                "Redis",
                stores.redis().pid(),
                "PostgreSQL",
                stores.postgres().pid());
    }

    @Override
    public Memory memory() {
        return Launch.memory(server);
    }

    @Override
    public void close() {
        try (stores;
                server) {
            // The stores are closed last, also if the server fails to.
        }
    }
}
