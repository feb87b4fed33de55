package dev.gavel.server.recovery;

/**
 * What a node does when Redis has come back older than the ledger.
 *
 * @param automatic whether it makes the arena level by itself; if not, {@code gavel recover} must be run
 */
public record RecoveryConfig(boolean automatic) {
    public static final RecoveryConfig DEFAULT = new RecoveryConfig(true);
}
