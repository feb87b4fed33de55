package dev.gavel.server.api;

import dev.gavel.auction.Money;
import dev.gavel.auction.Terms;
import org.jspecify.annotations.Nullable;

/** The least that the next bid of anybody but the leader must be: the referee's rule, told to bidders. */
final class Minimum {
    private Minimum() {}

    /** In minor units; above {@link Money#MINOR_MAX} where nobody can bid any more. */
    static long after(Terms.Pricing pricing, @Nullable Money price) {
        return price == null
                ? pricing.opening().minor()
                : price.minor() + pricing.steps().stepAt(price).minor();
    }
}
