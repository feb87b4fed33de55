package dev.gavel.rush.targets;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A script as another build has it: Redis calls it by another hash, though it decides the same. */
final class OtherScripts {
    private static final String SCRIPT = "dev/gavel/server/bidding/place-bids.lua";

    private OtherScripts() {}

    /** @return the directory, to stand before the class path */
    static Path in(Path directory) {
        try (InputStream own = OtherScripts.class.getResourceAsStream("/" + SCRIPT)) {
            if (own == null) {
                throw new IllegalStateException("no script " + SCRIPT);
            }
            Path file = directory.resolve(SCRIPT);
            Files.createDirectories(file.resolveSibling("."));
            Files.writeString(file, "-- of another build\n" + new String(own.readAllBytes(), StandardCharsets.UTF_8));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException("could not write a script below " + directory, e);
        }
    }
}
