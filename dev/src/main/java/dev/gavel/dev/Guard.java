package dev.gavel.dev;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Wraps a store's command so that the store dies with this process, however this process dies.
 *
 * <p>The store is started through a shell that leaves a watch behind and then becomes the store, so that the process
 * which Java sees is the store itself. The watch reads a pipe whose other end only this JVM holds, and which the kernel
 * closes when the JVM is gone, also by SIGKILL. Unlike PR_SET_PDEATHSIG it needs no Linux, survives a change of user,
 * and is not bound to the thread that started the store.
 *
 * <p>Store and watch form a process group of their own. So Ctrl-C in a terminal reaches the JVM alone, which stops its
 * stores in order; and no other process can get the store's pid while the watch lives (POSIX forbids the pid of a
 * living group to be used again), so that the watch never signals a stranger.
 */
final class Guard {
    /** How long a store may take to end by itself before its whole group is killed. */
    static final int ORPHAN_SECONDS_MAX = 10;

    // $1 the signal for an orphaned store, $2 the seconds it then has, the rest is the store's command.
    private static final String SCRIPT = """
            signal=$1 seconds=$2
            shift 2
            exec 3<&0 </dev/null
            watch() {
                trap '' HUP INT QUIT TERM
                while read -r _; do :; done
                kill -s "$signal" "$$" 2>/dev/null
                kill -s CONT "$$" 2>/dev/null
                while [ "$seconds" -gt 0 ] && kill -s 0 "$$" 2>/dev/null; do
                    sleep 1
                    seconds=$((seconds - 1))
                done
                kill -s KILL -- "-$$"
            }
            # From a subshell, so that the watch is a child of init and not one that the store does not know.
            (watch <&3 3<&- &)
            exec "$@" 3<&-
            """;

    private static final List<Path> PROGRAM_PLACES =
            List.of(Path.of("/usr/bin"), Path.of("/bin"), Path.of("/usr/local/bin"));

    private Guard() {}

    static List<String> around(List<String> command, Signal whenOrphaned) {
        var guarded = new ArrayList<>(asGroupLeader());
        guarded.addAll(List.of("/bin/sh", "-c", SCRIPT, "gavel-guard"));
        guarded.addAll(List.of(whenOrphaned.name(), Integer.toString(ORPHAN_SECONDS_MAX)));
        guarded.addAll(command);
        return guarded;
    }

    private static List<String> asGroupLeader() {
        if (isInstalled("setsid")) {
            return List.of("setsid");
        }
        if (isInstalled("perl")) {
            // macOS has no setsid.
            return List.of("perl", "-e", "setpgrp(0, 0); exec { $ARGV[0] } @ARGV or die \"$ARGV[0]: $!\\n\"");
        }
        throw new UnsupportedOperationException("starting a store needs setsid (util-linux) or perl");
    }

    private static boolean isInstalled(String program) {
        return PROGRAM_PLACES.stream().anyMatch(place -> Files.isExecutable(place.resolve(program)));
    }
}
