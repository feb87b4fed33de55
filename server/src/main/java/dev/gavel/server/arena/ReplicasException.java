package dev.gavel.server.arena;

import java.io.Serial;

/** A turn was decided and may be lost with its Redis: too few replicas had it in time. */
public final class ReplicasException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    ReplicasException(long found, int needed) {
        super(found + " replicas of the " + needed + " that are needed have the turn");
    }
}
