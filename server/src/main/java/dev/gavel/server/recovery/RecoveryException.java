package dev.gavel.server.recovery;

import java.io.Serial;

/** A bucket could not be made level; it stays closed for bids, and the recovery is tried again. */
public final class RecoveryException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    RecoveryException(String message) {
        super(message);
    }
}
