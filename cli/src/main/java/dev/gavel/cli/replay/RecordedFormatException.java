package dev.gavel.cli.replay;

/** A recorded file that cannot be read as the neutral format; the message names file and line. */
public final class RecordedFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RecordedFormatException(String file, int line, String what) {
        super(file + ":" + line + ": " + what);
    }

    RecordedFormatException(String file, int line, String what, Throwable cause) {
        super(file + ":" + line + ": " + what, cause);
    }
}
