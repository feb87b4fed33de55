package dev.gavel.cli.replay;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the recorded sets are for tests: they are not part of the repository, so they may be nowhere. */
public final class RecordedSets {
    /** System property or environment variable that names the folder which holds the sets. */
    public static final String SETTING = "GAVEL_RECORDED_AUCTIONS";

    private RecordedSets() {}

    /** The folder of the set, or null; by {@link #SETTING}, else {@code shared/data} above the working directory. */
    public static @Nullable Path find(String set) {
        String folder = System.getProperty(SETTING, System.getenv(SETTING));
        if (folder != null) {
            return existing(Path.of(folder, set));
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path found = existing(at.resolve("shared").resolve("data").resolve(set));
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable Path existing(Path folder) {
        return Files.isRegularFile(folder.resolve("auctions.csv")) ? folder : null;
    }
}
