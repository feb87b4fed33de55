package dev.gavel.server.arena;

/**
 * Hears every entry of the bid log that this node tails, in order within a bucket. Called on the reader's thread, which
 * must not be held up.
 */
public interface LogListener {
    /**
     * From here on every decision is heard, and perhaps some that were made before. Called before the first entry, and
     * again after a gap: then some have been missed.
     */
    void begins();

    void heard(LogEntry entry);
}
