package dev.gavel.server.pictures;

import java.io.Serial;

/** What was sent is not taken for a picture. The message is for whoever sent it. */
public final class RefusedPictureException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final boolean type;

    private RefusedPictureException(String message, boolean type) {
        super(message);
        this.type = type;
    }

    static RefusedPictureException type() {
        return new RefusedPictureException("a picture is a JPEG, a PNG or a WebP", true);
    }

    static RefusedPictureException content(String why) {
        return new RefusedPictureException(why, false);
    }

    /** Whether it is of another type than those that are taken. */
    public boolean isType() {
        return type;
    }
}
