package dev.gavel.server.arena;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;

/**
 * A server of Redis that decides for buckets, by the connections that this node has to it. Commands go to this server
 * and to no other: what another one answered would not have been compared with the ledger.
 */
public interface RedisServer {
    /** The same for as long as it is the same server. */
    String name();

    /** Host and port, without credentials. */
    String address();

    /** For turns only. */
    RedisClusterAsyncCommands<byte[], byte[]> turns();

    /** For whatever else is written or read, apart from the log. */
    RedisClusterAsyncCommands<byte[], byte[]> reads();

    /** For readers of the bid log, whose answers are long. */
    RedisClusterAsyncCommands<byte[], byte[]> log();

    /** How often a connection to it was made or lost. */
    long connections();
}
