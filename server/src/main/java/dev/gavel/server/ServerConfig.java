package dev.gavel.server;

import dev.gavel.server.admission.AdmissionConfig;
import dev.gavel.server.api.ApiConfig;
import dev.gavel.server.arena.ArenaConfig;
import dev.gavel.server.bidding.BiddingConfig;
import dev.gavel.server.feed.FeedConfig;
import dev.gavel.server.identity.IdentityConfig;
import dev.gavel.server.ledger.LedgerConfig;
import dev.gavel.server.listing.Categories;
import dev.gavel.server.listing.Category;
import dev.gavel.server.monitoring.MetricsConfig;
import dev.gavel.server.pictures.PicturesConfig;
import dev.gavel.server.recovery.RecoveryConfig;
import dev.gavel.server.signin.SignInConfig;
import dev.gavel.shards.Buckets;
import dev.gavel.shards.PoolConfig;
import dev.gavel.shards.ShardAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All settings of a server, as its configuration file has them.
 *
 * @param buckets fixed when the cluster is founded
 */
public record ServerConfig(
        int buckets,
        ArenaConfig arena,
        BiddingConfig bidding,
        AdmissionConfig admission,
        LedgerSettings ledger,
        ApiConfig api,
        IdentitySettings identity,
        FeedConfig feed,
        RecoveryConfig recovery,
        OfferSettings offers,
        MetricsConfig metrics) {

    public static final ServerConfig DEFAULT = new ServerConfig(
            Buckets.COUNT_DEFAULT,
            ArenaConfig.DEFAULT,
            BiddingConfig.DEFAULT,
            AdmissionConfig.DEFAULT,
            LedgerSettings.DEFAULT,
            ApiConfig.DEFAULT,
            IdentitySettings.DEFAULT,
            FeedConfig.DEFAULT,
            RecoveryConfig.DEFAULT,
            OfferSettings.DEFAULT,
            MetricsConfig.DEFAULT);

    /** What sellers may show. */
    public record OfferSettings(List<Category> categories, PicturesConfig pictures) {
        static final OfferSettings DEFAULT = new OfferSettings(Categories.DEFAULT, PicturesConfig.DEFAULT);

        /** @param directory where pictures are kept */
        public OfferSettings in(Path directory) {
            return new OfferSettings(categories, pictures.in(directory.toString()));
        }
    }

    /** @param shards in an order that never changes; the same for every node */
    public record LedgerSettings(List<ShardSettings> shards, PoolConfig pool, LedgerConfig reader) {
        static final LedgerSettings DEFAULT = new LedgerSettings(
                List.of(new ShardSettings("jdbc:postgresql://127.0.0.1:5432/gavel", "gavel", "")),
                PoolConfig.DEFAULT,
                LedgerConfig.DEFAULT);

        public List<ShardAddress> addresses() {
            List<ShardAddress> addresses = new ArrayList<>();
            for (ShardSettings shard : shards) {
                String setting = "ledger.shards[" + addresses.size() + "]";
                addresses.add(new ShardAddress(setting + ".url", shard.url, shard.user, shard.password));
            }
            return addresses;
        }
    }

    /** @param url a JDBC URL without user and password */
    public record ShardSettings(String url, String user, String password) {
        /** Without the password. */
        @Override
        public String toString() {
            return url;
        }
    }

    /**
     * @param keySet a file with the public keys of those who issue tokens, as a JWK Set; null only where the program
     *     that starts the server brings its own keys
     * @param keySetUrl instead of the file: where the issuer publishes its JWK Set ({@code https}). Needs
     *     {@code tokens.audience}, since an issuer's tokens are for others too
     * @param signIn where visitors of the page sign in
     */
    public record IdentitySettings(
            @Nullable String keySet, @Nullable String keySetUrl, IdentityConfig tokens, SignInConfig signIn) {
        static final IdentitySettings DEFAULT =
                new IdentitySettings(null, null, IdentityConfig.DEFAULT, SignInConfig.DEFAULT);

        public IdentitySettings {
            if (keySet != null && keySetUrl != null) {
                throw new IllegalArgumentException("identity has a keySet or a keySetUrl, not both");
            }
            if (keySetUrl != null && tokens.audience() == null) {
                throw new IllegalArgumentException(
                        "identity.keySetUrl needs identity.tokens.audience: the issuer's tokens are for others too");
            }
            if (signIn.issuer() != null
                    && tokens.issuer() != null
                    && !tokens.issuer().equals(signIn.issuer())) {
                throw new IllegalArgumentException(
                        "identity.signIn.issuer and identity.tokens.issuer differ: a token of"
                                + " the one would be refused");
            }
            if (signIn.token() == SignInConfig.TokenUse.ID
                    && tokens.audience() != null
                    && !tokens.audience().equals(signIn.clientId())) {
                throw new IllegalArgumentException(
                        "with identity.signIn.token: id, identity.tokens.audience is the" + " client id");
            }
        }
    }

    public Buckets bucketCount() {
        return new Buckets(buckets);
    }
}
