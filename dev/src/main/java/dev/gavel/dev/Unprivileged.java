package dev.gavel.dev;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How a program that refuses to run as root is run all the same: PostgreSQL looks at its user id and nothing else.
 *
 * @param prefix what goes before the command, which it becomes without a new process
 * @param owner who must own what the program writes; empty if it acts as the user of this process
 */
record Unprivileged(List<String> prefix, Optional<String> owner) {
    private static final long PROBE_SECONDS_MAX = 5;

    static final Unprivileged AS_IS = new Unprivileged(List.of(), Optional.empty());

    /** A user namespace without a mapping: the program sees an unprivileged id, its files are root's as before. */
    static final Unprivileged NAMESPACE = new Unprivileged(List.of("unshare", "-U"), Optional.empty());

    /** Where namespaces are forbidden, as in many containers. */
    static final Unprivileged NOBODY = new Unprivileged(
            List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"), Optional.of("nobody"));

    static boolean isRoot() {
        return new UnixSystem().getUid() == 0;
    }

    /** The first way that lets a program write into this directory. */
    static Unprivileged forWriting(Path directory) {
        if (!isRoot()) {
            return AS_IS;
        }
        for (var way : List.of(NAMESPACE, NOBODY)) {
            way.own(directory);
            if (way.canWrite(directory)) {
                return way;
            }
        }
        throw new StoreException(
                "PostgreSQL",
                "does not run as root, and neither `unshare -U` nor `setpriv --reuid=nobody` can write into "
                        + directory
                        + ": install util-linux, or take a data directory that others can reach (not one under /root),"
                        + " or run as an ordinary user");
    }

    /** Gives a file, or a directory and all in it, to the user that the program will be. */
    void own(Path path) {
        if (owner.isEmpty()) {
            return;
        }
        try {
            var user = path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(owner.get());
            Files.walkFileTree(path, new Handover(user));
        } catch (IOException e) {
            throw new UncheckedIOException("could not give " + path + " to " + owner.get(), e);
        }
    }

    private boolean canWrite(Path directory) {
        var command = new ArrayList<>(prefix);
        command.addAll(List.of(
                "/bin/sh",
                "-c",
                ": > \"$0\" && rm -f \"$0\"",
                directory.resolve(".probe").toString()));
        try {
            var probe = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (probe.waitFor(PROBE_SECONDS_MAX, TimeUnit.SECONDS)) {
                return probe.exitValue() == 0;
            }
            probe.destroyForcibly();
            return false;
        } catch (IOException e) {
            // The program of this way is not installed.
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("PostgreSQL", "interrupted while looking for a way not to be root", e);
        }
    }

    private static final class Handover extends SimpleFileVisitor<Path> {
        private final UserPrincipal user;

        private Handover(UserPrincipal user) {
            this.user = user;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) throws IOException {
            Files.setOwner(path, user);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
            Files.setOwner(path, user);
            return FileVisitResult.CONTINUE;
        }
    }
}
