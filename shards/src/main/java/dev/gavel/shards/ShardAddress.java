package dev.gavel.shards;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

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
        // The driver would take the part before an @ for the host's name, and print it.
        if (url.contains("password=") || url.contains("@")) {
            throw new IllegalArgumentException(setting + " must not contain the password: it appears in log lines");
        }
    }

    /** Takes user and password out of a URL that has them among its parameters, as many tools write it. */
    public static ShardAddress parse(String setting, String url) {
        int question = url.indexOf('?');
        if (question < 0) {
            return new ShardAddress(setting, url, "", "");
        }
        var user = "";
        var password = "";
        var others = new ArrayList<String>();
        for (String parameter : url.substring(question + 1).split("&", -1)) {
            if (parameter.startsWith("user=")) {
                user = decoded(parameter);
            } else if (parameter.startsWith("password=")) {
                password = decoded(parameter);
            } else {
                others.add(parameter);
            }
        }
        String bare = url.substring(0, question) + (others.isEmpty() ? "" : "?" + String.join("&", others));
        return new ShardAddress(setting, bare, user, password);
    }

    private static String decoded(String parameter) {
        return URLDecoder.decode(parameter.substring(parameter.indexOf('=') + 1), StandardCharsets.UTF_8);
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
