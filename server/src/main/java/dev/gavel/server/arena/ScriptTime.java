package dev.gavel.server.arena;

import java.util.function.LongSupplier;

/** Where scripts take their time from. */
public sealed interface ScriptTime {
    /** Redis' own clock: the only time that a server has. */
    record Redis() implements ScriptTime {}

    /**
     * The clock of a replay of recorded auctions; ArchUnit keeps everything but the replay from it.
     *
     * @param millis milliseconds since 1970, asked at each script call
     */
    record Recorded(LongSupplier millis) implements ScriptTime {}
}
