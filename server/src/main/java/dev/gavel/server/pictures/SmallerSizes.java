package dev.gavel.server.pictures;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A picture in the widths that pages show, as JPEG. Turned as its Exif block says, since the smaller ones have none.
 *
 * <p>While it is read, rows and columns are left out, so that what stands in memory is at most some two times as wide
 * as the largest width.
 */
final class SmallerSizes {
    private static final float QUALITY = 0.82f;

    private SmallerSizes() {}

    /**
     * @param widths in pixels; none is made that is not smaller than the picture
     * @throws RefusedPictureException if it cannot be unpacked
     */
    static Map<Integer, byte[]> of(byte[] file, ImageHeader header, int... widths) {
        Map<Integer, byte[]> made = new TreeMap<>();
        int widest = 0;
        for (int width : widths) {
            widest = Math.max(widest, width);
        }
        BufferedImage picture = read(file, header, widest);
        for (int width : widths) {
            if (width < header.shownWidth()) {
                made.put(width, write(scaled(picture, header.orientation(), width)));
            }
        }
        return made;
    }

    private static BufferedImage read(byte[] file, ImageHeader header, int widest) {
        Iterator<ImageReader> readers =
                ImageIO.getImageReadersByFormatName(header.type().name());
        if (!readers.hasNext()) {
            throw new IllegalStateException("this JDK reads no " + header.type());
        }
        ImageReader reader = readers.next();
        try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            // Its metadata may be packed, and unpack to any size.
            reader.setInput(in, true, true);
            ImageReadParam some = reader.getDefaultReadParam();
            int step = Math.max(1, header.shownWidth() / (2 * widest));
            some.setSourceSubsampling(step, step, 0, 0);
            return reader.read(0, some);
        } catch (IOException | RuntimeException e) {
            throw RefusedPictureException.content(
                    "the picture cannot be unpacked: it is broken, or its colours are not red, green and blue");
        } finally {
            reader.dispose();
        }
    }

    private static BufferedImage scaled(BufferedImage picture, int orientation, int width) {
        boolean side = orientation >= 5;
        int shownWidth = side ? picture.getHeight() : picture.getWidth();
        int shownHeight = side ? picture.getWidth() : picture.getHeight();
        BufferedImage from = picture;
        int turn = orientation;
        // By halves: else only some of the pixels between would be looked at.
        while (shownWidth >= 2 * width && shownHeight >= 2) {
            from = drawn(from, turn, shownWidth / 2, shownHeight / 2);
            turn = 1;
            shownWidth /= 2;
            shownHeight /= 2;
        }
        int height = (int) Math.max(1, Math.round((double) shownHeight * width / shownWidth));
        return drawn(from, turn, width, height);
    }

    private static BufferedImage drawn(BufferedImage from, int orientation, int width, int height) {
        var to = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = to.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, width, height);
        pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        boolean side = orientation >= 5;
        AffineTransform way = new AffineTransform();
        way.scale(
                (double) width / (side ? from.getHeight() : from.getWidth()),
                (double) height / (side ? from.getWidth() : from.getHeight()));
        way.concatenate(turned(orientation, from.getWidth(), from.getHeight()));
        pen.drawImage(from, way, null);
        pen.dispose();
        return to;
    }

    /** From how it is stored to how it is to be seen. */
    private static AffineTransform turned(int orientation, double width, double height) {
        return switch (orientation) {
            case 2 -> new AffineTransform(-1, 0, 0, 1, width, 0);
            case 3 -> new AffineTransform(-1, 0, 0, -1, width, height);
            case 4 -> new AffineTransform(1, 0, 0, -1, 0, height);
            case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
            case 6 -> new AffineTransform(0, 1, -1, 0, height, 0);
            case 7 -> new AffineTransform(0, -1, -1, 0, height, width);
            case 8 -> new AffineTransform(0, -1, 1, 0, 0, width);
            default -> new AffineTransform();
        };
    }

    private static byte[] write(BufferedImage picture) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("JPEG").next();
        var bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionQuality(QUALITY);
            how.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), how);
        } catch (IOException e) {
            throw new IllegalStateException("writing a JPEG in memory failed", e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
