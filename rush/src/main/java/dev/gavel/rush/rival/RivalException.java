package dev.gavel.rush.rival;

import java.io.Serial;
import java.sql.SQLException;

/** The rival's database did not do what was asked. */
public final class RivalException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    RivalException(String attempted, SQLException cause) {
        super(attempted + ": " + cause.getMessage(), cause);
    }
}
