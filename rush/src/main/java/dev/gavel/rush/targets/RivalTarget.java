package dev.gavel.rush.targets;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.auction.Terms;
import dev.gavel.dev.DevStores;
import dev.gavel.rush.history.Kept;
import dev.gavel.rush.rival.Rival;
import dev.gavel.rush.rival.RivalRecords;
import io.hypersistence.tsid.TSID;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The rival's server in a process of its own, with a PostgreSQL. */
public final class RivalTarget implements Target {
    private final DevStores stores;
    private final Rival rival;
    private final ChildJvm server;
    private final String url;

    /**
     * @param directory for its configuration
     * @param keySet the public keys of tokens
     */
    public RivalTarget(Path directory, String keySet) {
        this.stores = DevStores.temporary();
        try {
            String jdbcUrl = stores.postgres().ensureDatabases(List.of("rival")).getFirst();
            this.rival = new Rival(jdbcUrl);
            this.server = Launch.of(TargetProcess.RIVAL, directory, jdbcUrl, keySet);
            this.url = Launch.url(server);
        } catch (RuntimeException e) {
            stores.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return "rival";
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public AuctionId open(Terms terms) {
        var id = new AuctionId(TSID.Factory.getTsid256().toLong());
        rival.open(id, terms);
        return id;
    }

    @Override
    public List<Kept> kept(List<AuctionId> auctions) {
        var records = new RivalRecords(rival);
        return auctions.stream()
                .map(id -> {
                    RivalRecords.Closed record = records.closeAndRead(id);
                    // Log and ledger are one table here, so there is nothing to compare.
                    List<Kept.LedgerBid> ledger = record.log().stream()
                            .filter(BidDecided.class::isInstance)
                            .map(BidDecided.class::cast)
                            .filter(decided -> decided.outcome().accepted())
                            .map(Kept.LedgerBid::of)
                            .toList();
                    return new Kept(id, record.log(), ledger, record.result());
                })
                .toList();
    }

    @Override
    public Map<String, Long> processes() {
        return Map.of(SERVER, server.pid(), "PostgreSQL", stores.postgres().pid());
    }

    @Override
    public Memory memory() {
        return Launch.memory(server);
    }

    @Override
    public void close() {
        try (stores;
                rival;
                server) {
            // The stores are closed last, also if one of the others fails.
        }
    }
}
