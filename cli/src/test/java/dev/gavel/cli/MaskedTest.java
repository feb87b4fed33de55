package dev.gavel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.server.ServerConfig;
import dev.gavel.server.ServerConfig.LedgerSettings;
import dev.gavel.server.ServerConfig.OfferSettings;
import dev.gavel.server.ServerConfig.ShardSettings;
import dev.gavel.server.pictures.PicturesConfig.S3Config;
import dev.gavel.server.platform.ConfigFile;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MaskedTest {
    @Test
    void printed_settings_hold_no_password() {
        ServerConfig usual = ServerConfig.DEFAULT;
        var shard = new ShardSettings("jdbc:postgresql://10.0.0.6/gavel", "gavel", "tops3cret");
        var settings = new ServerConfig(
                usual.buckets(),
                usual.arena().withRedisUri("redis://gavel:tops3cret@10.0.0.5:6379"),
                usual.bidding(),
                usual.admission(),
                new LedgerSettings(
                        List.of(shard), usual.ledger().pool(), usual.ledger().reader()),
                usual.api(),
                usual.identity(),
                usual.feed(),
                usual.recovery(),
                new OfferSettings(
                        usual.offers().categories(),
                        usual.offers()
                                .pictures()
                                .with(new S3Config("https://s3", "r", "gavel", "key", "tops3cret", true))),
                usual.metrics());
        assertThat(ConfigFile.print(Masked.passwords(settings)))
                .doesNotContain("tops3cret")
                .contains("redis://gavel:***@10.0.0.5:6379", "password: \"***\"");
    }

    @Test
    void a_password_without_a_user_is_masked_too() {
        assertThat(Masked.uri("redis://tops3cret@10.0.0.5")).isEqualTo("redis://***@10.0.0.5");
        assertThat(Masked.uri("redis://:tops3cret@10.0.0.5")).isEqualTo("redis://:***@10.0.0.5");
        assertThat(Masked.uri("redis://10.0.0.5:6379")).isEqualTo("redis://10.0.0.5:6379");
    }
}
