package dev.gavel.cli;

import java.io.Serial;

/** A command cannot do what it was asked. The message is one line that says why and what to do. */
public final class CommandException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public CommandException(String line) {
        super(line);
    }

    public CommandException(String line, Throwable cause) {
        super(line, cause);
    }
}
