package dev.gavel.cli;

import dev.gavel.dev.DevStores;
import dev.gavel.server.ServerConfig;
import dev.gavel.server.ServerConfig.IdentitySettings;
import dev.gavel.server.ServerConfig.LedgerSettings;
import dev.gavel.server.ServerConfig.ShardSettings;
import dev.gavel.shards.ShardAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The default settings on embedded stores. */
public final class StoreSettings {
    private StoreSettings() {}

    /**
     * @param port of the API; 0 takes a free one
     * @param keySet the file with the public keys; null where the caller has its own
     */
    public static ServerConfig of(DevStores stores, int port, @Nullable Path keySet) {
        ServerConfig usual = ServerConfig.DEFAULT;
        var shards = stores.jdbcUrls().stream()
                .map(url -> ShardAddress.parse("ledger.shards", url))
                .map(address -> new ShardSettings(address.url(), address.user(), address.password()))
                .toList();
        return new ServerConfig(
                usual.buckets(),
                usual.arena().withRedisUri(stores.redisUri()),
                usual.bidding(),
                usual.admission(),
                new LedgerSettings(shards, usual.ledger().pool(), usual.ledger().reader()),
                usual.api().onPort(port),
                new IdentitySettings(
                        keySet == null ? null : keySet.toString(),
                        null,
                        usual.identity().tokens(),
                        usual.identity().signIn()),
                usual.feed(),
                usual.recovery(),
                usual.offers().in(stores.directory().resolve("pictures")),
                usual.metrics());
    }
}
