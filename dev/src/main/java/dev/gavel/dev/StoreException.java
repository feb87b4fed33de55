package dev.gavel.dev;

import org.jspecify.annotations.Nullable;

/** A store could not be started, stopped or reached; the message names the store, what failed and what its log says. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreException(String store, String failure) {
        this(store, failure, null);
    }

    StoreException(String store, String failure, @Nullable Throwable cause) {
        super(store + ": " + failure, cause);
    }
}
