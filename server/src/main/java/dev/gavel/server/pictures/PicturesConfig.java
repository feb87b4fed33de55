package dev.gavel.server.pictures;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * @param directory where pictures are kept, from where the server runs; several nodes need the same one, or {@code s3}
 * @param freeBytesMin pictures are refused where less of the directory's disk is free
 * @param bytesMax of a picture; a telephone's are 2 to 5 MiB
 * @param pixelsMax of a picture: what it takes in memory when it is unpacked, whatever its file takes. 40 million are
 *     at most 240 MB for a moment, for each of {@code unpackedMax}
 * @param unpackedMax pictures that are unpacked at once, to make their smaller sizes: it takes CPU, which bids need too
 * @param uploadsMax pictures that are received at once; each may wait in memory whole
 * @param uploadTimeout from an upload's headers to its end
 * @param sentMax pictures that are sent at once; each takes some 100 KB of memory, however large it is
 * @param sendTimeout a client that has not taken a picture in this time is cut off
 * @param s3 instead of the directory: a bucket of S3, or of what speaks its protocol
 */
public record PicturesConfig(
        String directory,
        long freeBytesMin,
        int bytesMax,
        int pixelsMax,
        int unpackedMax,
        int uploadsMax,
        Duration uploadTimeout,
        int sentMax,
        Duration sendTimeout,
        @Nullable S3Config s3) {
    public static final PicturesConfig DEFAULT = new PicturesConfig(
            "pictures",
            1L << 30,
            5 * 1024 * 1024,
            40_000_000,
            1,
            8,
            Duration.ofSeconds(60),
            128,
            Duration.ofSeconds(60),
            null);

    public PicturesConfig {
        requirePositive("bytesMax", bytesMax);
        requirePositive("pixelsMax", pixelsMax);
        requirePositive("unpackedMax", unpackedMax);
        requirePositive("uploadsMax", uploadsMax);
        requirePositive("sentMax", sentMax);
        if (!uploadTimeout.isPositive() || !sendTimeout.isPositive()) {
            throw new IllegalArgumentException("the timeouts of pictures are above 0");
        }
        if (freeBytesMin < 0) {
            throw new IllegalArgumentException("pictures.freeBytesMin is at least 0, not " + freeBytesMin);
        }
    }

    public PicturesConfig in(String anotherDirectory) {
        return new PicturesConfig(
                anotherDirectory,
                freeBytesMin,
                bytesMax,
                pixelsMax,
                unpackedMax,
                uploadsMax,
                uploadTimeout,
                sentMax,
                sendTimeout,
                s3);
    }

    public PicturesConfig with(S3Config bucket) {
        return new PicturesConfig(
                directory,
                freeBytesMin,
                bytesMax,
                pixelsMax,
                unpackedMax,
                uploadsMax,
                uploadTimeout,
                sentMax,
                sendTimeout,
                bucket);
    }

    /**
     * @param endpoint such as {@code https://s3.eu-central-1.amazonaws.com}
     * @param region such as {@code eu-central-1}
     * @param bucket that is there already
     * @param accessKey of an account that may read and write the bucket's objects
     * @param pathStyle whether the bucket stands in the path and not in the host's name; most servers but Amazon's
     */
    public record S3Config(
            String endpoint, String region, String bucket, String accessKey, String secretKey, boolean pathStyle) {
        /** Without the secret. */
        @Override
        public String toString() {
            return endpoint + "/" + bucket;
        }
    }

    private static void requirePositive(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("pictures." + what + " is at least 1, not " + value);
        }
    }
}
