package dev.gavel.server.pictures;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a picture's file says of itself, read without unpacking any of it.
 *
 * @param width as stored, in pixels
 * @param orientation of Exif: 1 as stored, 3 upside down, 6 and 8 on a side; even ones are mirrored
 * @param scans how often a decoder goes over the whole picture; each costs as much as the picture is large
 */
record ImageHeader(PictureType type, int width, int height, int orientation, int scans) {
    private static final int ORIENTATION_TAG = 0x0112;
    private static final int SOF_FIRST = 0xC0;
    private static final int SOF_LAST = 0xCF;
    private static final int APP1 = 0xE1;
    private static final int SCAN = 0xDA;
    private static final int SIDEWAYS_FIRST = 5;

    static ImageHeader read(byte[] file) {
        PictureType type = PictureType.of(file).orElseThrow(RefusedPictureException::type);
        try {
            ByteBuffer bytes = ByteBuffer.wrap(file);
            return switch (type) {
                case PNG -> png(bytes);
                case WEBP -> webp(bytes.order(ByteOrder.LITTLE_ENDIAN));
                case JPEG -> jpeg(bytes);
            };
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw RefusedPictureException.content("the picture is broken: it ends too early");
        }
    }

    boolean isOnItsSide() {
        return orientation >= SIDEWAYS_FIRST;
    }

    /** As it is to be shown. */
    int shownWidth() {
        return isOnItsSide() ? height : width;
    }

    int shownHeight() {
        return isOnItsSide() ? width : height;
    }

    private static ImageHeader png(ByteBuffer file) {
        if (file.getInt(12) != 0x49484452) {
            throw RefusedPictureException.content("the picture is broken: its header is not where a PNG has it");
        }
        return new ImageHeader(PictureType.PNG, file.getInt(16), file.getInt(20), 1, 1);
    }

    private static ImageHeader webp(ByteBuffer file) {
        return switch (text(file, 12, 4)) {
            case "VP8X" -> webp(1 + threeBytes(file, 24), 1 + threeBytes(file, 27));
            case "VP8L" -> {
                int packed = file.getInt(21);
                yield webp(1 + (packed & 0x3FFF), 1 + ((packed >>> 14) & 0x3FFF));
            }
            case "VP8 " -> webp(file.getShort(26) & 0x3FFF, file.getShort(28) & 0x3FFF);
            default -> throw RefusedPictureException.content("the picture is broken: it is no WebP that can be shown");
        };
    }

    private static ImageHeader webp(int width, int height) {
        return new ImageHeader(PictureType.WEBP, width, height, 1, 1);
    }

    private static String text(ByteBuffer file, int at, int length) {
        byte[] bytes = new byte[length];
        file.get(at, bytes);
        return new String(bytes, ISO_8859_1);
    }

    private static int threeBytes(ByteBuffer file, int at) {
        return (file.get(at) & 0xFF) | ((file.get(at + 1) & 0xFF) << 8) | ((file.get(at + 2) & 0xFF) << 16);
    }

    private static ImageHeader jpeg(ByteBuffer file) {
        int orientation = 1;
        int at = 2;
        while (true) {
            if ((file.get(at) & 0xFF) != 0xFF) {
                throw RefusedPictureException.content("the picture is broken: a part of the JPEG does not begin");
            }
            int marker = file.get(at + 1) & 0xFF;
            if (marker == 0xFF) {
                at++;
                continue;
            }
            int length = file.getShort(at + 2) & 0xFFFF;
            if (marker == APP1) {
                orientation = orientation(file, at + 4, length - 2, orientation);
            } else if (isFrame(marker)) {
                int height = file.getShort(at + 5) & 0xFFFF;
                int width = file.getShort(at + 7) & 0xFFFF;
                return new ImageHeader(PictureType.JPEG, width, height, orientation, scans(file, at + 2 + length));
            }
            at += 2 + length;
        }
    }

    /** Some of these numbers mean tables. */
    private static boolean isFrame(int marker) {
        return marker >= SOF_FIRST && marker <= SOF_LAST && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    /** Within a scan the byte 0xFF is followed by 0, so that nothing there looks like the beginning of the next. */
    private static int scans(ByteBuffer file, int from) {
        int scans = 0;
        for (int i = from; i < file.capacity() - 1; i++) {
            if (file.get(i) == (byte) 0xFF && (file.get(i + 1) & 0xFF) == SCAN) {
                scans++;
            }
        }
        return scans;
    }

    /** What a strange Exif block says is not asked: the picture is then shown as it is stored. */
    private static int orientation(ByteBuffer file, int at, int length, int usual) {
        if (length < 14 || !text(file, at, 6).equals("Exif\0\0")) {
            return usual;
        }
        try {
            ByteBuffer tiff = file.slice(at + 6, length - 6)
                    .order(file.get(at + 6) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            int directory = tiff.getInt(4);
            int entries = tiff.getShort(directory) & 0xFFFF;
            for (int i = 0; i < entries; i++) {
                int entry = directory + 2 + 12 * i;
                if ((tiff.getShort(entry) & 0xFFFF) == ORIENTATION_TAG) {
                    int value = tiff.getShort(entry + 8);
                    return value >= 1 && value <= 8 ? value : usual;
                }
            }
        } catch (IndexOutOfBoundsException e) {
            return usual;
        }
        return usual;
    }
}
