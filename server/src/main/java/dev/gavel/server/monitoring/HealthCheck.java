package dev.gavel.server.monitoring;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * One thing that must be well for this node to serve.
 *
 * @param name of what is checked, as an operator knows it: {@code redis}, {@code ledger}
 * @param trouble may block for a round trip; empty when all is well, else one line that holds no secret
 */
public record HealthCheck(String name, Supplier<Optional<String>> trouble) {}
