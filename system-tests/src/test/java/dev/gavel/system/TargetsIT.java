package dev.gavel.system;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which nodes a real Prometheus misses: those on the list of deploy, as it is now. */
final class TargetsIT {
    /** Nobody listens there. */
    private static final int NOBODY = 9;

    private static final Duration SEEN_MAX = Duration.ofSeconds(20);

    @Test
    void aNodeThatIsGoneIsMissedUntilItIsTakenOffTheList(@TempDir Path directory) {
        assumeTrue(Monitored.isPossible(), Monitored.MISSING);
        try (var onCall = new OnCall();
                var monitored = Monitored.watch(directory, NOBODY, onCall)) {
            // Another program that has metrics, for what Prometheus asks of a node here.
            String there = monitored.alertmanager().address();
            String gone = "127.0.0.1:" + NOBODY;
            Monitored.list(directory, there, gone);
            await("somebody is called for the one that is gone")
                    .atMost(SEEN_MAX)
                    .until(() -> monitored.now("up{job=\"gavel\", instance=\"" + there + "\"} == 1") == 1
                            && monitored.now("ALERTS{alertname=\"TargetDown\", alertstate=\"firing\"}") == 1
                            && !onCall.incidents("/target-down.md").isEmpty());

            Monitored.list(directory, there);
            await("nobody is, once its end was meant")
                    .atMost(SEEN_MAX)
                    .until(() -> monitored.now("up{job=\"gavel\"}") == 1
                            && !monitored.fires("TargetDown")
                            && onCall.incidents("/target-down.md").isEmpty());
        }
    }
}
