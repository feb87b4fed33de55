package dev.gavel.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The files that a clone of the project has: everything but what builds and runs leave behind. */
record Sources(Path root, List<Path> files) {
    private static final Set<String> NOT_OURS = Set.of(".git", ".gavel", ".idea", ".vscode", "target", "node_modules");

    static Sources find() {
        Path root = rootAbove();
        return new Sources(root, walk(root).sorted().toList());
    }

    /** The directory that holds the script {@code gavel}, here or above. */
    private static Path rootAbove() {
        Path here = Path.of("").toAbsolutePath();
        for (Path at = here; at != null; at = at.getParent()) {
            if (Files.isExecutable(at.resolve("gavel")) && Files.isRegularFile(at.resolve("gavel"))) {
                return at;
            }
        }
        throw new IllegalStateException("no directory above " + here + " has the script gavel");
    }

    private static Stream<Path> walk(Path directory) {
        try (Stream<Path> children = Files.list(directory)) {
            return children.filter(child -> !NOT_OURS.contains(String.valueOf(child.getFileName()))).toList().stream()
                    .flatMap(child -> Files.isDirectory(child) ? walk(child) : Stream.of(child));
        } catch (IOException e) {
            throw new UncheckedIOException("listing " + directory, e);
        }
    }

    /** Relative to the root, with slashes. */
    String name(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    Stream<Path> ending(String... endings) {
        return files.stream().filter(file -> Stream.of(endings).anyMatch(name(file)::endsWith));
    }

    String read(String name) {
        return read(root.resolve(name));
    }

    String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }
}
