package dev.gavel.cli;

import dev.gavel.server.ServerConfig;
import dev.gavel.server.ledger.Ledger;

/** A server's stores for commands that look at them without being a node. */
public final class Stores {
    private Stores() {}

    /** Without readers, and without migrating or founding anything. */
    public static Ledger ledger(ServerConfig settings) {
        return Ledger.attach(
                settings.ledger().addresses(),
                settings.ledger().pool(),
                settings.bucketCount(),
                settings.ledger().reader());
    }
}
