package dev.gavel.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.server.arena.NotSafeException;
import dev.gavel.server.recovery.Recovery;
import dev.gavel.shards.Bucket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class FollowedTest {
    private final Followed followed = new Followed(new Bucket(3));

    @Test
    void anEntryIsWaitedForUntilThePositionReachesIt() {
        CompletableFuture<Void> fifth = awaited(5);
        CompletableFuture<Void> seventh = awaited(7);
        followed.seen(4);
        assertThat(fifth).isNotDone();
        followed.seen(6);
        assertThat(fifth).isCompleted();
        assertThat(seventh).isNotDone();
        followed.seen(7);
        assertThat(seventh).isCompleted();
        assertThat(awaited(7)).isCompleted();
    }

    @Test
    void aPositionThatIsHeardOfLateChangesNothing() {
        followed.seen(9);
        followed.seen(8);
        assertThat(followed.position()).isEqualTo(9);
    }

    @Test
    void whatARecoveryHasPassedOverIsNotTakenForRead() {
        CompletableFuture<Void> lost = awaited(5);
        followed.seen(Recovery.ERA + 2);
        assertThat(lost).isCompletedExceptionally();
        assertThat(lost.exceptionNow()).isInstanceOf(NotSafeException.class).hasMessageContaining("entry 5");
        assertThat(awaited(4)).isCompletedExceptionally();
        assertThat(awaited(Recovery.ERA + 1)).isCompleted();
    }

    @Test
    void lackIsCountedFromWhenItWasSeenFirstAndEndsWithWhatWasLacked() {
        long second = Duration.ofSeconds(1).toNanos();
        assertThat(followed.missingNanos(0, 0)).isZero();
        assertThat(followed.missingNanos(3, second)).isZero();
        assertThat(followed.missingNanos(8, 3 * second)).isEqualTo(2 * second);
        followed.seen(3);
        // It has what was lacking; what came since is not late yet.
        assertThat(followed.missingNanos(9, 4 * second)).isZero();
        assertThat(followed.missingNanos(9, 5 * second)).isEqualTo(second);
        followed.seen(9);
        assertThat(followed.missingNanos(9, 6 * second)).isZero();
    }

    private CompletableFuture<Void> awaited(long entry) {
        var has = new CompletableFuture<Void>();
        followed.await(entry, has);
        return has;
    }
}
