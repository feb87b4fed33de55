package dev.gavel.server.pictures;

import java.util.regex.Pattern;

/**
 * A picture that is kept.
 *
 * @param id the SHA-256 of its bytes, so that the same picture twice is one, and none ever changes
 * @param width as it is to be shown, in pixels
 */
public record Picture(String id, PictureType type, int width, int height) {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }
}
