package dev.gavel.cli.demo;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RadialGradientPaint;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/**
 * Draws a lot's picture: a thing of few shapes on a table, in light from the left. No picture of anybody else's is
 * needed, and none lies in the repository.
 */
public final class StillLife {
    static final int WIDTH = 1600;
    static final int HEIGHT = 1200;
    /** What is drawn on a ground of 1600 by 1200 is made smaller by this: half of the time, and enough for a room. */
    private static final double SCALE = 0.75;

    private static final double TABLE = 0.7 * HEIGHT;
    private static final float GRAIN = 0.035f;
    private static final int SHADOW_STEPS = 14;

    private final BufferedImage picture =
            new BufferedImage((int) (WIDTH * SCALE), (int) (HEIGHT * SCALE), BufferedImage.TYPE_INT_RGB);
    final Graphics2D pen = picture.createGraphics();

    private StillLife() {
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        pen.scale(SCALE, SCALE);
    }

    /**
     * @param number of the lot; lots beyond the things that there are have other colours
     * @param view 0 for the whole thing, 1 for a part of it from nearby
     * @return a JPEG
     */
    public static byte[] of(int number, int view) {
        var life = new StillLife();
        List<Thing> things = List.of(Thing.values());
        Thing thing = things.get(number % things.size());
        int round = number / things.size();
        float turn = round * 0.13f;
        life.ground(thing.hue() + turn, thing.light());
        if (view > 0) {
            var nearer = AffineTransform.getTranslateInstance(WIDTH * 0.5, HEIGHT * 0.55);
            nearer.scale(2.1, 2.1);
            nearer.translate(-WIDTH * thing.detailX(), -HEIGHT * thing.detailY());
            life.pen.transform(nearer);
        }
        thing.draw(life);
        life.pen.setTransform(AffineTransform.getScaleInstance(SCALE, SCALE));
        life.light();
        life.grain(number * 31L + view);
        life.pen.dispose();
        return life.jpeg();
    }

    /** A shape in the round: bright where the light comes from. */
    void round(Shape shape, Color bright, Color dark) {
        var box = shape.getBounds2D();
        var centre = new Point2D.Double(box.getX() + box.getWidth() * 0.33, box.getY() + box.getHeight() * 0.28);
        float radius = (float) (Math.max(box.getWidth(), box.getHeight()) * 0.8);
        pen.setPaint(new RadialGradientPaint(
                centre, radius, new float[] {0f, 0.55f, 1f}, new Color[] {bright, mixed(bright, dark, 0.5), dark}));
        pen.fill(shape);
    }

    /** A flat side, darker to the right. */
    void flat(Shape shape, Color bright, Color dark) {
        var box = shape.getBounds2D();
        pen.setPaint(new GradientPaint(
                (float) box.getX(), (float) box.getY(), bright, (float) box.getMaxX(), (float) box.getMaxY(), dark));
        pen.fill(shape);
    }

    void line(Shape shape, double width, Color color) {
        pen.setColor(color);
        pen.setStroke(new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        pen.draw(shape);
    }

    /** What a thing that stands at {@code x}, {@code y} and is as wide throws to the right. */
    void shadow(double x, double y, double width, double height) {
        for (int i = SHADOW_STEPS; i > 0; i--) {
            double wide = width * (0.7 + 0.5 * i / SHADOW_STEPS);
            double high = height * (0.5 + 0.8 * i / SHADOW_STEPS);
            pen.setColor(new Color(20, 14, 10, 9));
            pen.fill(new Ellipse2D.Double(x - wide / 2 + width * 0.12, y - high / 2, wide, high));
        }
    }

    static Color mixed(Color one, Color other, double part) {
        return new Color(
                (int) (one.getRed() + (other.getRed() - one.getRed()) * part),
                (int) (one.getGreen() + (other.getGreen() - one.getGreen()) * part),
                (int) (one.getBlue() + (other.getBlue() - one.getBlue()) * part));
    }

    private void ground(float hue, float light) {
        pen.setPaint(new RadialGradientPaint(
                new Point2D.Double(WIDTH * 0.3, HEIGHT * 0.25), WIDTH * 0.95f, new float[] {0f, 1f}, new Color[] {
                    Color.getHSBColor(hue, 0.16f, light), Color.getHSBColor(hue, 0.34f, light * 0.5f)
                }));
        pen.fillRect(0, 0, WIDTH, HEIGHT);
        Color near = Color.getHSBColor(hue + 0.03f, 0.3f, light * 0.82f);
        Color far = Color.getHSBColor(hue + 0.03f, 0.4f, light * 0.55f);
        pen.setPaint(new GradientPaint(0, (float) TABLE, near, WIDTH, HEIGHT, far));
        pen.fillRect(0, (int) TABLE, WIDTH, HEIGHT);
        pen.setPaint(new GradientPaint(
                0, (float) TABLE, new Color(0, 0, 0, 50), 0, (float) TABLE + 60, new Color(0, 0, 0, 0)));
        pen.fillRect(0, (int) TABLE, WIDTH, 60);
    }

    /** From a window on the left, and less of it in the corners. */
    private void light() {
        pen.setPaint(new GradientPaint(
                0, 0, new Color(255, 246, 225, 46), WIDTH * 0.7f, HEIGHT * 0.8f, new Color(255, 246, 225, 0)));
        pen.fillRect(0, 0, WIDTH, HEIGHT);
        pen.setPaint(new RadialGradientPaint(
                new Point2D.Double(WIDTH * 0.46, HEIGHT * 0.48), WIDTH * 0.72f, new float[] {0.5f, 1f}, new Color[] {
                    new Color(0, 0, 0, 0), new Color(10, 6, 4, 96)
                }));
        pen.fillRect(0, 0, WIDTH, HEIGHT);
    }

    /** Of paper, so that smooth grounds show no bands. */
    private void grain(long seed) {
        var random = new SplittableRandom(seed);
        var noise = new BufferedImage(WIDTH / 4, HEIGHT / 4, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < noise.getHeight(); y++) {
            for (int x = 0; x < noise.getWidth(); x++) {
                noise.setRGB(x, y, random.nextInt(256) * 0x010101);
            }
        }
        pen.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, GRAIN));
        pen.drawImage(noise, 0, 0, WIDTH, HEIGHT, null);
    }

    private byte[] jpeg() {
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, "jpg", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("drawing in memory failed", e);
        }
        return bytes.toByteArray();
    }
}
