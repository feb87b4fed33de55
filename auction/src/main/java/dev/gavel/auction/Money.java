package dev.gavel.auction;

/**
 * A sum in minor units (cents, won) of its auction's currency.
 *
 * <p>Bounded by 2^50, because the arena computes in doubles: a price plus a step stays exact below 2^53.
 *
 * @param minor 0 to {@link #MINOR_MAX}
 */
public record Money(long minor) implements Comparable<Money> {
    public static final long MINOR_MAX = (1L << 50) - 1;
    public static final Money ZERO = new Money(0);

    public Money {
        if (minor < 0 || minor > MINOR_MAX) {
            throw new IllegalArgumentException("money must be 0 to " + MINOR_MAX + " minor units, not " + minor);
        }
    }

    /** The sum, capped at {@link #MINOR_MAX}: a step above the largest price asks for the largest price. */
    public Money plus(Money other) {
        return new Money(Math.min(MINOR_MAX, minor + other.minor));
    }

    public boolean isLessThan(Money other) {
        return minor < other.minor;
    }

    public static Money min(Money a, Money b) {
        return a.minor <= b.minor ? a : b;
    }

    public static Money max(Money a, Money b) {
        return a.minor >= b.minor ? a : b;
    }

    @Override
    public int compareTo(Money other) {
        return Long.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return Long.toString(minor);
    }
}
