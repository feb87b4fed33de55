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
     * @param fsyncs of PostgreSQL, and of Redis at most
     * @param memoryBytes that Redis holds; for an engine without, what PostgreSQL holds on disk
     * @param logBytes of the bid log in Redis; for an engine without, of the write-ahead log
     */
    record Cost(
            long redisMicros,
            long postgresMicros,
            long serverMicros,
            long transactions,
            long walBytes,
            long fsyncs,
            long memoryBytes,
            long logBytes) {

        Cost minus(Cost before) {
            return new Cost(
                    redisMicros - before.redisMicros,
                    postgresMicros - before.postgresMicros,
                    serverMicros - before.serverMicros,
                    transactions - before.transactions,
                    walBytes - before.walBytes,
                    fsyncs - before.fsyncs,
                    memoryBytes - before.memoryBytes,
                    logBytes - before.logBytes);
        }

        /** Without the CPU time that making the bids took of the server's. */
        Cost lessMaking(long micros) {
            return new Cost(
                    redisMicros,
                    postgresMicros,
                    serverMicros - micros,
                    transactions,
                    walBytes,
                    fsyncs,
                    memoryBytes,
                    logBytes);
        }
    }

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

    double fsyncsPer1000() {
        return 1_000.0 * cost.fsyncs / decided;
    }

    double memoryBytesPerBid() {
        return (double) cost.memoryBytes / decided;
    }

    double logBytesPerBid() {
        return (double) cost.logBytes / decided;
    }
}
