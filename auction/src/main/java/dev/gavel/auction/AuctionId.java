package dev.gavel.auction;

/**
 * An auction's id: 64 bits, time-ordered (a TSID), positive; decimal digits where it is text, a string in JSON.
 *
 * @param value 1 to 2^63 - 1
 */
public record AuctionId(long value) implements Comparable<AuctionId> {
    public AuctionId {
        if (value <= 0) {
            throw new IllegalArgumentException("an auction id is a positive number, not " + value);
        }
    }

    /** Reads the decimal form, exactly as {@link #toString()} writes it: no sign, no leading zero. */
    public static AuctionId parse(String text) {
        if (text.isEmpty()
                || text.length() > 19
                || text.charAt(0) == '0'
                || !text.chars().allMatch(AuctionId::isDigit)) {
            throw new IllegalArgumentException("an auction id is a positive decimal number of at most 19 digits");
        }
        return new AuctionId(Long.parseLong(text));
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    @Override
    public int compareTo(AuctionId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
