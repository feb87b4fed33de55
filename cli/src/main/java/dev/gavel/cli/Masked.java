package dev.gavel.cli;

import dev.gavel.server.ServerConfig;
import dev.gavel.server.ServerConfig.LedgerSettings;
import dev.gavel.server.ServerConfig.OfferSettings;
import dev.gavel.server.ServerConfig.ShardSettings;
import dev.gavel.server.pictures.PicturesConfig.S3Config;
import java.util.regex.Pattern;

/** Settings that may be shown. */
final class Masked {
    private static final String MASK = "***";
    /** The user information of a URI: {@code redis://user:password@host} or {@code redis://password@host}. */
    private static final Pattern USER_INFORMATION = Pattern.compile("//(?:([^:@/]*):)?[^@/]*@");

    private Masked() {}

    static ServerConfig passwords(ServerConfig config) {
        LedgerSettings ledger = config.ledger();
        return new ServerConfig(
                config.buckets(),
                config.arena().withRedisUri(uri(config.arena().redisUri())),
                config.bidding(),
                config.admission(),
                new LedgerSettings(
                        ledger.shards().stream().map(Masked::shard).toList(), ledger.pool(), ledger.reader()),
                config.api(),
                config.identity(),
                config.feed(),
                config.recovery(),
                offers(config.offers()),
                config.metrics());
    }

    private static OfferSettings offers(OfferSettings offers) {
        S3Config s3 = offers.pictures().s3();
        return s3 == null
                ? offers
                : new OfferSettings(
                        offers.categories(),
                        offers.pictures()
                                .with(new S3Config(
                                        s3.endpoint(),
                                        s3.region(),
                                        s3.bucket(),
                                        s3.accessKey(),
                                        MASK,
                                        s3.pathStyle())));
    }

    static String uri(String uri) {
        return USER_INFORMATION
                .matcher(uri)
                .replaceFirst(found -> found.group(1) == null ? "//" + MASK + "@" : "//$1:" + MASK + "@");
    }

    private static ShardSettings shard(ShardSettings shard) {
        return new ShardSettings(shard.url(), shard.user(), shard.password().isEmpty() ? "" : MASK);
    }
}
