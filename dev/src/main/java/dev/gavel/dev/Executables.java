package dev.gavel.dev;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/**
 * The stores' executables, taken out of their jars once for each version and user.
 *
 * <p>A directory of the cache is named after the checksum of what it was made of, is filled under another name and
 * appears by one rename: it is whole or absent, however many processes make it at once or die meanwhile.
 */
final class Executables {
    private final Path cache;

    Executables(Path cache) {
        this.cache = cache;
    }

    /** The redis-server of this machine. */
    Path redisServer() {
        var resource = Platform.current().redisResource;
        return unpacked("redis", resource, (in, into) -> {
                    var file = into.resolve("redis-server");
                    Files.copy(in, file);
                    makeExecutable(file);
                })
                .resolve("redis-server");
    }

    /** The directory that holds PostgreSQL's bin, lib and share. */
    Path postgres() {
        return unpacked("postgres", Platform.current().postgresResource, Executables::unpackTar);
    }

    private interface Unpacking {
        void unpack(InputStream in, Path into) throws IOException;
    }

    private Path unpacked(String store, String resource, Unpacking unpacking) {
        var url = Executables.class.getResource("/" + resource);
        if (url == null) {
            throw new StoreException(
                    store, "no executables for this machine: " + resource + " is not on the class path");
        }
        try {
            var whole = cache.resolve(resource + "-" + checksum(url));
            if (Files.isDirectory(whole)) {
                return whole;
            }
            Files.createDirectories(cache);
            var partial = Files.createTempDirectory(cache, ".partial-");
            try (var in = new BufferedInputStream(url.openStream())) {
                Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwxr-xr-x"));
                unpacking.unpack(in, partial);
                publish(partial, whole);
            } finally {
                Directories.delete(partial);
            }
            return whole;
        } catch (IOException e) {
            throw new StoreException(store, "could not unpack " + resource + " into " + cache + ": " + e, e);
        }
    }

    private static void publish(Path partial, Path whole) throws IOException {
        try {
            Files.move(partial, whole, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw e;
        } catch (FileSystemException e) {
            // Another process was faster: what it made is the same.
            if (!Files.isDirectory(whole)) {
                throw e;
            }
        }
    }

    private static String checksum(URL url) throws IOException {
        // The jar's directory knows the checksum already: nothing has to be read.
        if (url.openConnection() instanceof JarURLConnection jar) {
            return HexFormat.of().toHexDigits((int) jar.getJarEntry().getCrc());
        }
        var crc = new CRC32();
        try (var in = url.openStream()) {
            crc.update(in.readAllBytes());
        }
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    private static void unpackTar(InputStream in, Path into) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZInputStream(in))) {
            for (@Nullable TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                var path = into.resolve(entry.getName()).normalize();
                if (!path.startsWith(into)) {
                    throw new FileSystemException(entry.getName(), null, "leads out of the archive");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    continue;
                }
                Files.createDirectories(path.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, path);
                    if ((entry.getMode() & 0100) != 0) {
                        makeExecutable(path);
                    }
                }
            }
        }
    }

    private static void makeExecutable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
