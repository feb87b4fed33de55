package dev.gavel.server.platform;

import java.io.Serial;

/** The server cannot start. The message is one line for an operator: which store, which address, which setting. */
public final class StartupException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public StartupException(String line) {
        super(line);
    }

    public StartupException(String line, Throwable cause) {
        super(line, cause);
    }
}
