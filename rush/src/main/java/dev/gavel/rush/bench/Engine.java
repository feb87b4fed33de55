package dev.gavel.rush.bench;

/** One of the two that are compared. */
interface Engine extends AutoCloseable {
    /** Runs one round on auctions of its own. */
    Sample run(Workload workload, long seed);

    @Override
    void close();
}
