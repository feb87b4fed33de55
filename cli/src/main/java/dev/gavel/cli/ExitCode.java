package dev.gavel.cli;

/** What the shell is told. */
public final class ExitCode {
    public static final int DONE = 0;
    public static final int FAILED = 1;
    /** The command did its work, and found something: what it compared is not the same, or a figure is bad. */
    public static final int DIFFERENT = 2;
    /** EX_USAGE of sysexits.h. */
    public static final int WRONG_ARGUMENTS = 64;

    private ExitCode() {}
}
