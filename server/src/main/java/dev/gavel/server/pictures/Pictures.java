package dev.gavel.server.pictures;

import dev.gavel.server.pictures.PicturesConfig.S3Config;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/** Takes pictures in and gives them out. All calls block. */
public final class Pictures implements AutoCloseable {
    /** In pixels: a card of the hall, and a room. */
    public static final Set<Integer> WIDTHS = Set.of(480, 1280);

    private static final int[] WIDTHS_MADE = {480, 1280};
    /** One side of them; more than any screen has, and what a decoder takes for a row is bounded by it. */
    private static final int SIDE_MAX = 16_000;
    /** A progressive JPEG has some ten. With thousands, a small file takes minutes to unpack. */
    private static final int SCANS_MAX = 100;

    private final PicturesConfig config;
    private final PictureStore store;
    private final Semaphore unpacking;

    Pictures(PicturesConfig config, PictureStore store) {
        this.config = config;
        this.store = store;
        this.unpacking = new Semaphore(config.unpackedMax(), true);
    }

    public static Pictures open(PicturesConfig config) {
        S3Config s3 = config.s3();
        return new Pictures(
                config,
                s3 == null ? new DirectoryStore(Path.of(config.directory()), config.freeBytesMin()) : new S3Store(s3));
    }

    public PicturesConfig config() {
        return config;
    }

    /**
     * Keeps a picture as it is, and smaller ones made of it. The same again changes nothing.
     *
     * @throws RefusedPictureException if it is none, or more than is set
     * @throws PictureStoreException if it cannot be kept now
     */
    public Picture take(byte[] file) {
        ImageHeader header = ImageHeader.read(file);
        requireBounds(header);
        String id = digest(file);
        var picture = new Picture(id, header.type(), header.shownWidth(), header.shownHeight());
        if (!store.has(id)) {
            if (header.type() != PictureType.WEBP) {
                keepSmaller(id, file, header);
            }
            // Last, so that whoever finds it finds the others too.
            store.put(id, file);
        }
        return picture;
    }

    public boolean has(String id) {
        return Picture.isId(id) && store.has(id);
    }

    /**
     * A picture's bytes, to be closed.
     *
     * @param width one of {@link #WIDTHS}, or 0 for the picture as it was sent; that is given, too, where it is not
     *     wider, and where it is a WebP
     */
    public Optional<Opened> open(String id, int width) {
        if (!Picture.isId(id)) {
            return Optional.empty();
        }
        return (width == 0 ? Optional.<PictureStore.Kept>empty() : store.open(smaller(id, width)))
                .or(() -> store.open(id))
                .map(Pictures::opened);
    }

    @Override
    public void close() {
        store.close();
    }

    /** @param length in bytes */
    public record Opened(String mediaType, long length, InputStream bytes) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            bytes.close();
        }
    }

    private void requireBounds(ImageHeader header) {
        int width = header.width();
        int height = header.height();
        if (width < 1 || height < 1 || width > SIDE_MAX || height > SIDE_MAX) {
            throw RefusedPictureException.content("a picture is 1 to " + SIDE_MAX + " pixels wide and high");
        }
        if ((long) width * height > config.pixelsMax()) {
            throw RefusedPictureException.content("a picture has at most " + config.pixelsMax() + " pixels, not "
                    + (long) width * height + " (" + width + " by " + height + ")");
        }
        if (header.scans() > SCANS_MAX) {
            throw RefusedPictureException.content("the JPEG has more than " + SCANS_MAX + " scans");
        }
    }

    private void keepSmaller(String id, byte[] file, ImageHeader header) {
        unpacking.acquireUninterruptibly();
        try {
            SmallerSizes.of(file, header, WIDTHS_MADE).forEach((width, bytes) -> store.put(smaller(id, width), bytes));
        } finally {
            unpacking.release();
        }
    }

    private static String smaller(String id, int width) {
        return id + "-" + width;
    }

    /** Found by its content again: what stands beside it could be lost, or be wrong. */
    private static Opened opened(PictureStore.Kept kept) {
        try {
            byte[] first = kept.bytes().readNBytes(PictureType.TOLD_BY);
            var whole = new PushbackInputStream(kept.bytes(), PictureType.TOLD_BY);
            whole.unread(first);
            return new Opened(
                    PictureType.of(first)
                            .orElseThrow(() -> new IOException("it is none"))
                            .mediaType(),
                    kept.length(),
                    whole);
        } catch (IOException e) {
            throw new PictureStoreException("reading a picture failed: " + e.getMessage(), e);
        }
    }

    private static String digest(byte[] file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
