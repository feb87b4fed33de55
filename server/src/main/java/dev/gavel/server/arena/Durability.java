package dev.gavel.server.arena;

import java.util.Locale;

/** When a bid's decision is safe enough to be told. */
public enum Durability {
    /** Redis has synced its append-only file. */
    FSYNC,

    /** Replicas have it as well; {@link ReplicaConfig}. */
    REPLICA,

    /** The ledger has it as well; {@link LogConfig}. */
    LOG;

    /** As the settings have it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
