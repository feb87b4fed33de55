package dev.gavel.rush.bench;

/**
 * What one round has cost.
 *
 * @param decided bids that were decided and durable when they were answered
 * @param accepted of those
 * @param failed bids that got another answer
 * @param seconds from the first bid to the last answer
 * @param cost until everything had settled: the ledger as far as the bid log
 */
record Sample(long decided, long accepted, long failed, double seconds, Cost cost) {
    /**
     * @param redisMicros CPU of Redis; 0 for an engine without
     * @param postgresMicros CPU of PostgreSQL and all its processes
     * @param serverMicros CPU of this JVM but for the thread that makes the bids
     */
    record Cost(long redisMicros, long postgresMicros, long serverMicros, long transactions, long walBytes) {}

    double bidsPerSecond() {
        return decided / seconds;
    }

    double redisMicrosPerBid() {
        return (double) cost.redisMicros / decided;
    }

    double postgresMicrosPerBid() {
        return (double) cost.postgresMicros / decided;
    }

    double serverMicrosPerBid() {
        return (double) cost.serverMicros / decided;
    }

    double transactionsPer1000() {
        return 1_000.0 * cost.transactions / decided;
    }

    double walBytesPer1000() {
        return 1_000.0 * cost.walBytes / decided;
    }
}
