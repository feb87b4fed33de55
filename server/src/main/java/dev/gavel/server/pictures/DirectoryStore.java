package dev.gavel.server.pictures;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A directory, with one below it for the first two letters of each name.
 *
 * <p>A file gets its name when all of it is on the disk: whoever finds it finds it whole, also after a crash. What a
 * crash leaves behind ends in {@code .part}.
 */
final class DirectoryStore implements PictureStore {
    private static final int FOLDER_LETTERS = 2;

    private final Path directory;
    private final long freeBytesMin;

    DirectoryStore(Path directory, long freeBytesMin) {
        this.directory = directory.toAbsolutePath().normalize();
        this.freeBytesMin = freeBytesMin;
    }

    @Override
    public void put(String name, byte[] bytes) {
        Path file = file(name);
        Path folder = directory.resolve(name.substring(0, FOLDER_LETTERS));
        try {
            if (Files.exists(file)) {
                return;
            }
            Files.createDirectories(folder);
            if (Files.getFileStore(folder).getUsableSpace() - bytes.length < freeBytesMin) {
                throw new PictureStoreException("less than " + freeBytesMin + " bytes are free at " + directory, null);
            }
            Path part = Files.createTempFile(folder, name, ".part");
            try {
                write(part, bytes);
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
            sync(folder);
        } catch (FileAlreadyExistsException e) {
            // Somebody else was faster, with the same bytes.
        } catch (IOException e) {
            throw new PictureStoreException("keeping the picture " + file + " failed: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean has(String name) {
        return Files.exists(file(name));
    }

    @Override
    public Optional<Kept> open(String name) {
        Path file = file(name);
        try {
            return Optional.of(new Kept(Files.size(file), Files.newInputStream(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new PictureStoreException("reading the picture " + file + " failed: " + e.getMessage(), e);
        }
    }

    private Path file(String name) {
        return directory.resolve(name.substring(0, FOLDER_LETTERS)).resolve(name);
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer all = ByteBuffer.wrap(bytes);
            while (all.hasRemaining()) {
                channel.write(all);
            }
            channel.force(true);
        }
    }

    /** Or the name may be gone after a power loss, though the bytes are there. Not every system opens a directory. */
    private static void sync(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
