package dev.gavel.server.recovery;

import java.util.List;

/** Where a rebuild writes to. */
interface Commands {
    /** Where nothing is written: to find out what would be. */
    Commands NONE = (_, _, _) -> {};

    /** A command on one key, which is its second word. */
    void command(String name, byte[] key, List<byte[]> rest);

    default void command(String name, byte[] key, byte[]... rest) {
        command(name, key, List.of(rest));
    }
}
