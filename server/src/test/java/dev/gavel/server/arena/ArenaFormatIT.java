package dev.gavel.server.arena;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.dev.SharedStores;
import dev.gavel.server.closing.Presence;
import dev.gavel.server.platform.StartupException;
import dev.gavel.shards.Buckets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Builds that do not exist yet, on a real Redis. */
final class ArenaFormatIT {
    private static final byte[] FORMAT = "gavel:format".getBytes(US_ASCII);
    private static final Buckets BUCKETS = new Buckets(4);
    private static final FormatRange FIRST = new FormatRange(1, 1);
    private static final FormatRange BOTH = new FormatRange(1, 2);
    private static final FormatRange SECOND = new FormatRange(2, 2);

    private final Arena old = node(FIRST);
    private final Arena both = node(BOTH);
    private final Arena late = node(SECOND);

    private static Arena node(FormatRange formats) {
        ArenaConfig config =
                ArenaConfig.DEFAULT.withRedisUri(SharedStores.redis().redisUri());
        return Arena.connect(config, new ScriptTime.Redis(), formats);
    }

    @BeforeEach
    void reset() {
        SharedStores.reset();
    }

    @AfterEach
    void close() {
        old.close();
        both.close();
        late.close();
    }

    @Test
    void aNewerBuildWritesTheOlderFormatUntilItIsRaised() {
        assertThat(both.format().trouble()).isNull();
        assertThat(both.format().written()).as("of an arena that it founds").isEqualTo(1);
        assertThat(old.format().trouble()).isNull();

        assertThat(both.format().raise(Map.of(new NodeId(1), Optional.of(BOTH))))
                .isEmpty();
        assertThat(both.format().written()).isEqualTo(2);
        assertThat(old.format().trouble()).contains("written in format 2", "this build knows format 1;");
        assertThat(both.format().trouble()).isNull();
        assertThat(late.format().trouble()).isNull();
    }

    @Test
    void aBuildThatDoesNotKnowTheFormatDoesNotStart() {
        assertThatThrownBy(() -> {
                    old.await("", old.shared(FORMAT).set(FORMAT, Packed.decimal(2)));
                    ArenaCheck.run(old, BUCKETS);
                })
                .isInstanceOf(StartupException.class)
                .hasMessageContainingAll("format 2", "knows format 1;");
        old.await("", old.shared(FORMAT).set(FORMAT, "two".getBytes(US_ASCII)));
        assertThatThrownBy(() -> ArenaCheck.run(old, BUCKETS)).hasMessageContaining("format two");
        old.await("", old.shared(FORMAT).set(FORMAT, Packed.decimal(1)));
        assertThatThrownBy(() -> ArenaCheck.run(late, BUCKETS)).hasMessageContaining("format 1, but this build knows");
        ArenaCheck.run(both, BUCKETS);
    }

    @Test
    void itIsNotRaisedWhileANodeDoesNotKnowTheNewOne() {
        try (var oldClock = new RedisClock(old);
                var clock = new RedisClock(both);
                var _ = new Presence(old, oldClock, new NodeId(1));
                var _ = new Presence(both, clock, new NodeId(2))) {
            Map<NodeId, Optional<FormatRange>> nodes = Presence.formats(both, clock);
            assertThat(nodes).isEqualTo(Map.of(new NodeId(1), Optional.of(FIRST), new NodeId(2), Optional.of(BOTH)));
            assertThat(both.format().raise(nodes).orElse("raised"))
                    .contains("stays at format 1", "0000000000000001 (format 1)")
                    .doesNotContain("0000000000000002");
        }
        Map<NodeId, Optional<FormatRange>> silent = Map.of(new NodeId(3), Optional.empty());
        assertThat(both.format().raise(silent).orElse("raised")).contains("does not say what it knows");
        assertThat(old.format().raise(Map.of()).orElse("raised")).contains("knows no newer one");
        assertThat(old.format().trouble()).isNull();
    }

    @Test
    void aRedisThatLostItGetsTheOneThatNodesHaveReadLast() {
        assertThat(both.format().trouble()).isNull();
        assertThat(both.format().raise(Map.of())).isEmpty();
        SharedStores.reset();
        assertThat(both.format().trouble()).isNull();
        assertThat(old.format().trouble()).contains("written in format 2");
    }

    @Test
    void aRangeIsReadAsItIsWritten() {
        assertThat(FormatRange.parse("1-2")).isEqualTo(BOTH).hasToString("1-2");
        for (String none : new String[] {"", "1", "0-1", "2-1", "1-2 ", "1-9999999999"}) {
            assertThatThrownBy(() -> FormatRange.parse(none)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
