package dev.gavel.rush.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ChildJvmTest {
    private static final Duration MAX = Duration.ofSeconds(30);

    @Test
    void aChildThatNobodyListensToDoesNotStandStill() {
        try (ChildJvm child = ChildJvm.start("the talkative", Talkative.class)) {
            assertThat(child.awaitEnd()).isZero();
            assertThat(child.await("LAST", MAX)).isEqualTo("word");
            assertThatThrownBy(() -> child.await("MORE", MAX)).hasMessageContaining("has ended");
        }
    }

    /** Says more than a pipe holds. */
    static final class Talkative {
        private static final int LINES = 50_000;

        private Talkative() {}

        public static void main(String[] arguments) {
            for (int i = 0; i < LINES; i++) {
                System.out.println("a line that nobody has asked for, number " + i);
            }
            System.out.println("LAST word");
        }
    }
}
