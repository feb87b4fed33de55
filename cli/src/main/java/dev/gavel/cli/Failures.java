package dev.gavel.cli;

import dev.gavel.dev.StoreException;
import dev.gavel.server.platform.StartupException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a command that ends badly says, and with which exit code. */
final class Failures {
    private Failures() {}

    static int wrongArguments(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        // Of some mistakes picocli says "Error: " first.
        err.println("gavel: " + String.valueOf(e.getMessage()).replaceFirst("^Error: ", ""));
        if (!UnmatchedArgumentException.printSuggestions(e, err)) {
            err.println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        }
        return ExitCode.WRONG_ARGUMENTS;
    }

    static int failed(Exception e, CommandLine command, ParseResult arguments) {
        if (Running.isEnding()) {
            // Stopped by a signal: what was under way fails as a matter of course.
            return ExitCode.FAILED;
        }
        switch (e) {
            case StartupException _, StoreException _, CommandException _ ->
                command.getErr().println("gavel: " + e.getMessage());
            default -> {
                command.getErr().println("gavel: failed unexpectedly; please report this");
                e.printStackTrace(command.getErr());
            }
        }
        return ExitCode.FAILED;
    }
}
