package dev.gavel.server.arena;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.dev.SharedStores;
import dev.gavel.shards.Bucket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BidLogIT {
    private static final Bucket LEVEL = new Bucket(0);
    private static final Bucket EMPTY = new Bucket(1);
    private static final Bucket CLAIMED = new Bucket(2);

    private Arena arena;

    @BeforeEach
    void connect() {
        SharedStores.reset();
        arena = Arena.connect(
                ArenaConfig.DEFAULT.withRedisUri(SharedStores.redis().redisUri()), new ScriptTime.Redis());
    }

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void aBucketThatIsBeingRecoveredHasNoEnd() {
        keep(LEVEL, "7");
        keep(CLAIMED, "recovering 1b9d 1795418487000 15");

        assertThat(new BidLog(arena, List.of()).ends(List.of(LEVEL, EMPTY, CLAIMED)))
                .isEqualTo(Map.of(LEVEL, 7L, EMPTY, 0L));
    }

    private void keep(Bucket bucket, String number) {
        byte[] key = ArenaKeys.logNumber(bucket);
        arena.await("writing a log number", arena.shared(key).set(key, number.getBytes(US_ASCII)));
    }
}
