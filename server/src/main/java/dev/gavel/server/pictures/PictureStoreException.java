package dev.gavel.server.pictures;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Where pictures are kept cannot be reached, or is full. */
public final class PictureStoreException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    PictureStoreException(String attempted, @Nullable Throwable cause) {
        super(attempted, cause);
    }
}
