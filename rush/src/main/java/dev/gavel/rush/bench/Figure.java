package dev.gavel.rush.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One line of the result: how it is read from a round of each engine.
 *
 * @param what for people
 */
record Figure(
        String name,
        String unit,
        String what,
        Workload workload,
        ToDoubleFunction<Sample> gavel,
        ToDoubleFunction<Sample> rival) {

    private static final String MICROS = "µs/bid";

    /** All that compare the two engines without a network, on these workloads. */
    static List<Figure> ofEngines(Workload hot, Workload thousand) {
        return List.of(
                both("hot-auction", "bids/s", "durable bids on one auction", hot, Sample::bidsPerSecond),
                both("thousand-auctions", "bids/s", "durable bids over 1,000", thousand, Sample::bidsPerSecond),
                new Figure(
                        "redis-cpu-us-per-bid",
                        MICROS,
                        "CPU of Redis; the rival's PostgreSQL",
                        hot,
                        Sample::redisMicrosPerBid,
                        Sample::postgresMicrosPerBid),
                new Figure(
                        "redis-cpu-us-per-bid-thousand",
                        MICROS,
                        "the same over 1,000 auctions",
                        thousand,
                        Sample::redisMicrosPerBid,
                        Sample::postgresMicrosPerBid),
                both("server-cpu-us-per-bid", MICROS, "CPU of the JVM that decides", hot, Sample::serverMicrosPerBid),
                both("pg-cpu-us-per-bid", MICROS, "CPU of PostgreSQL", hot, Sample::postgresMicrosPerBid),
                both(
                        "pg-transactions-per-1000-bids",
                        "transactions",
                        "in PostgreSQL, that wrote",
                        hot,
                        Sample::transactionsPer1000),
                both("pg-wal-bytes-per-1000-bids", "bytes", "of write-ahead log", hot, Sample::walBytesPer1000),
                both(
                        "fsyncs-per-1000-bids",
                        "fsyncs",
                        "of PostgreSQL by pg_stat_io, and of Redis at most: its script calls",
                        hot,
                        Sample::fsyncsPer1000),
                both(
                        "redis-bytes-per-bid",
                        "bytes",
                        "that Redis holds while a request id is remembered, log included; the rival's PostgreSQL",
                        hot,
                        Sample::memoryBytesPerBid),
                both(
                        "log-bytes-per-bid",
                        "bytes",
                        "of the bid log in Redis; the rival's write-ahead log",
                        hot,
                        Sample::logBytesPerBid));
    }

    private static Figure both(
            String name, String unit, String what, Workload workload, ToDoubleFunction<Sample> read) {
        return new Figure(name, unit, what, workload, read, read);
    }
}
