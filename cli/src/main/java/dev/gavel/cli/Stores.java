package dev.gavel.cli;

import dev.gavel.server.ServerConfig;
import dev.gavel.server.ledger.Ledger;
import java.time.InstantSource;

/** A server's stores for commands that look at them without being a node. */
public final class Stores {
    private Stores() {}

    /** Without readers: nothing is taken from the bid log. */
    public static Ledger ledger(ServerConfig settings) {
        return Ledger.open(
                settings.ledger().addresses(),
                settings.ledger().pool(),
                settings.bucketCount(),
                settings.ledger().reader(),
                InstantSource.system());
    }
}
