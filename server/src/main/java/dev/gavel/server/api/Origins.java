package dev.gavel.server.api;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * From which pages a WebSocket may be opened, and which may read answers. Browsers let any page open a WebSocket to
 * anywhere, and name the page's origin; programs name none.
 */
final class Origins {
    private static final String ANY = "*";

    private final Set<String> allowed;

    Origins(ClientLimits limits) {
        this.allowed = limits.origins().stream()
                .map(origin -> origin.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether the settings name it: the server's own host need not be named. */
    boolean named(String origin) {
        return allowed.contains(ANY) || allowed.contains(origin.toLowerCase(Locale.ROOT));
    }

    /**
     * @param host as the request's Host header has it. The scheme is not compared: where a proxy ends TLS this server
     *     does not know it
     */
    boolean allow(@Nullable String origin, @Nullable String host) {
        if (origin == null || named(origin)) {
            return true;
        }
        String lower = origin.toLowerCase(Locale.ROOT);
        int authority = lower.indexOf("://");
        return host != null && authority > 0 && lower.substring(authority + 3).equals(host.toLowerCase(Locale.ROOT));
    }
}
