package dev.gavel.rush.bench;

import java.io.Serial;

/** A measurement could not be made. */
public final class BenchException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    BenchException(String attempted, Throwable cause) {
        super(attempted + ": " + cause.getMessage(), cause);
    }

    BenchException(String message) {
        super(message);
    }
}
