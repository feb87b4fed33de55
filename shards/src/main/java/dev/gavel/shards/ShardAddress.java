package dev.gavel.shards;

/**
 * Where a shard is.
 *
 * @param setting the name of the setting that says so, for messages to whoever has to change it
 * @param url a JDBC URL without user and password, since it appears in log lines
 */
public record ShardAddress(String setting, String url, String user, String password) {
    private static final String SCHEME = "jdbc:postgresql://";

    public ShardAddress {
        if (!url.startsWith(SCHEME)) {
            throw new IllegalArgumentException(setting + " must begin with " + SCHEME);
        }
        if (url.contains("password=")) {
            throw new IllegalArgumentException(setting + " must not contain the password: it appears in log lines");
        }
    }

    /** Host, port and database. */
    public String place() {
        int parameters = url.indexOf('?');
        return parameters < 0 ? url.substring(SCHEME.length()) : url.substring(SCHEME.length(), parameters);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return place();
    }
}
