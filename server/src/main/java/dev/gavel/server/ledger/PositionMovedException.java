package dev.gavel.server.ledger;

import java.io.Serial;

/** Another reader has read the same entries: the transaction that would have written them again is rolled back. */
final class PositionMovedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    PositionMovedException(int expected, int found) {
        super("of " + expected + " buckets read, only " + found + " still stand where they were read from");
    }
}
