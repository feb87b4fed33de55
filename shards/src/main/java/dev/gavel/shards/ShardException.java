package dev.gavel.shards;

import java.io.Serial;
import java.sql.SQLException;

/** A shard did not do what was asked. The cause tells why; nothing of the attempt is to be relied on. */
public final class ShardException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public ShardException(String attempted, String shard, SQLException cause) {
        super(attempted + " on " + shard + " failed: " + cause.getMessage(), cause);
    }
}
