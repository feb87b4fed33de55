package dev.gavel.server.pictures;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import javax.imageio.ImageIO;

/** Pictures for tests: red on the left, blue on the right. */
public final class Drawn {
    /** A WebP without loss, 4 by 3. */
    private static final String WEBP = "UklGRhwAAABXRUJQVlA4TBAAAAAvA4AAAAdQlP7nP/EQ0f8A";

    private static final int MARKER_BYTES = 2;

    private Drawn() {}

    public static byte[] jpeg(int width, int height) {
        return file(picture(width, height), "jpg");
    }

    public static byte[] png(int width, int height) {
        return file(picture(width, height), "png");
    }

    static byte[] webp() {
        return Base64.getDecoder().decode(WEBP);
    }

    /** With an Exif block that says how it is to be turned. */
    static byte[] turned(int width, int height, int orientation) {
        byte[] plain = jpeg(width, height);
        ByteBuffer exif = ByteBuffer.allocate(36);
        exif.putShort((short) 0xFFE1).putShort((short) 34).put(new byte[] {'E', 'x', 'i', 'f', 0, 0});
        exif.put(new byte[] {'M', 'M', 0, 42}).putInt(8).putShort((short) 1);
        exif.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
        return ByteBuffer.allocate(plain.length + exif.capacity())
                .put(plain, 0, MARKER_BYTES)
                .put(exif.array())
                .put(plain, MARKER_BYTES, plain.length - MARKER_BYTES)
                .array();
    }

    /** A PNG that says that it is as large as that, and is not. */
    static byte[] saying(int width, int height) {
        byte[] file = png(2, 2);
        ByteBuffer.wrap(file).putInt(16, width).putInt(20, height);
        return file;
    }

    static BufferedImage read(byte[] file) {
        try {
            return ImageIO.read(new ByteArrayInputStream(file));
        } catch (IOException e) {
            throw new UncheckedIOException("a picture that was made here cannot be read", e);
        }
    }

    private static BufferedImage picture(int width, int height) {
        var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = picture.createGraphics();
        pen.setColor(Color.RED);
        pen.fillRect(0, 0, width / 2, height);
        pen.setColor(Color.BLUE);
        pen.fillRect(width / 2, 0, width - width / 2, height);
        pen.dispose();
        return picture;
    }

    private static byte[] file(BufferedImage picture, String type) {
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, type, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("drawing in memory failed", e);
        }
        return bytes.toByteArray();
    }
}
