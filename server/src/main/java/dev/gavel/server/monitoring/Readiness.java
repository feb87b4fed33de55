package dev.gavel.server.monitoring;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether this node can serve, by every check it was given. */
public final class Readiness {
    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);

    private final List<HealthCheck> checks;

    public Readiness(List<HealthCheck> checks) {
        this.checks = List.copyOf(checks);
    }

    public record Finding(String name, Optional<String> trouble) {}

    /** Runs the checks one after the other; blocks as long as they do. */
    public List<Finding> findings() {
        return checks.stream().map(Readiness::run).toList();
    }

    private static Finding run(HealthCheck check) {
        try {
            return new Finding(check.name(), check.trouble().get());
        } catch (RuntimeException e) {
            // The text of a driver's exception may hold addresses and users: it goes to the log alone.
            LOG.warn("the health check {} failed", check.name(), e);
            return new Finding(check.name(), Optional.of("the check failed; see the log"));
        }
    }
}
