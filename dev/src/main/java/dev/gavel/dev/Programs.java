package dev.gavel.dev;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs that are the machine's own, and may be missing. */
final class Programs {
    /** Where distributions put some, which is not on everybody's path. */
    private static final String SYSTEM = "/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin";

    private Programs() {}

    /**
     * The program of this machine, if it has one.
     *
     * @param variable of the environment, that names another one than that of the path
     */
    static Optional<Path> find(String program, String variable) {
        String own = System.getenv(variable);
        if (own != null && !own.isEmpty()) {
            return Optional.of(Path.of(own));
        }
        return Stream.of(System.getenv().getOrDefault("PATH", "") + ":" + SYSTEM)
                .flatMap(path -> Stream.of(path.split(":")))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Path required(String store, String program, String variable, String debianPackage) {
        return find(program, variable)
                .orElseThrow(() -> new StoreException(
                        store,
                        "it is not installed; install the package " + debianPackage + ", or name it by " + variable));
    }
}
