package dev.gavel.server.identity;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * @param issuer the {@code iss} that a token must have; null means any
 * @param audience what {@code aud} must contain; null means any
 * @param leeway how far the clocks of issuer and server may differ
 * @param cachedTokensMax how many verified tokens are remembered: 20,000 of about 600 bytes are 12 MB
 */
public record IdentityConfig(
        @Nullable String issuer, @Nullable String audience, Duration leeway, int cachedTokensMax) {
    public static final IdentityConfig DEFAULT = new IdentityConfig(null, null, Duration.ofSeconds(30), 20_000);

    public IdentityConfig {
        if (leeway.isNegative() || leeway.compareTo(Duration.ofMinutes(5)) > 0) {
            throw new IllegalArgumentException("the leeway of tokens is 0 to 5 minutes, not " + leeway);
        }
        if (cachedTokensMax < 1) {
            throw new IllegalArgumentException("cachedTokensMax is at least 1, not " + cachedTokensMax);
        }
    }
}
