package dev.gavel.server.pictures;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Where the bytes of pictures are kept, under names that never get other bytes. All calls block. */
interface PictureStore extends AutoCloseable {
    /** Returns when it is durable. The same again changes nothing. */
    void put(String name, byte[] bytes);

    boolean has(String name);

    Optional<Kept> open(String name);

    @Override
    default void close() {}

    /** @param length of what {@code bytes} gives */
    record Kept(long length, InputStream bytes) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            bytes.close();
        }
    }
}
