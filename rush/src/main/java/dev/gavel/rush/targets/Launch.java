package dev.gavel.rush.targets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

/** Starts the process of a target. */
final class Launch {
    private static final Duration START_MAX = Duration.ofSeconds(60);

    private Launch() {}

    static ChildJvm of(String target, Path directory, String settings, String keySet) {
        Path config = secret(directory.resolve(target + ".conf"), settings);
        Path keys = secret(directory.resolve(target + "-keys.json"), keySet);
        return ChildJvm.start(
                "the " + target + "'s server", TargetProcess.class, target, config.toString(), keys.toString());
    }

    static String url(ChildJvm server) {
        return "http://127.0.0.1:" + server.await(TargetProcess.PORT, START_MAX);
    }

    static Memory memory(ChildJvm server) {
        server.tell(TargetProcess.MEMORY);
        return Memory.parse(server.await(TargetProcess.MEMORY, START_MAX));
    }

    /** Settings hold the stores' passwords. */
    static Path secret(Path file, String content) {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException("could not write " + file, e);
        }
    }
}
