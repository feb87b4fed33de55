package dev.gavel.auction;

import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The client's name for one bid, sent again with every retry of it: a UUID version 7, so that it tells its own age and
 * an id too old to be remembered can be refused instead of being decided a second time.
 *
 * @param uuid version 7 (RFC 9562)
 */
public record RequestId(UUID uuid) {
    // UUID.fromString also takes abbreviated forms, which would give one id two spellings.
    private static final Pattern FORM =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-7[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}");

    public RequestId {
        if (uuid.version() != 7 || uuid.variant() != 2) {
            throw new IllegalArgumentException("a request id is a UUID version 7 (RFC 9562)");
        }
    }

    public static RequestId parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "a request id is a UUID version 7 (RFC 9562) in its usual 36 characters");
        }
        return new RequestId(UUID.fromString(text));
    }

    /** An id made at {@code at}; {@code randomness} fills the 74 bits that are not time. */
    public static RequestId at(Instant at, RandomGenerator randomness) {
        long high = (at.toEpochMilli() << 16) | 0x7000 | (randomness.nextLong() & 0xfff);
        long low = 0x8000_0000_0000_0000L | (randomness.nextLong() >>> 2);
        return new RequestId(new UUID(high, low));
    }

    /** When its maker says it was made, to the millisecond. */
    public Instant madeAt() {
        return Instant.ofEpochMilli(madeAtMillis());
    }

    /** {@link #madeAt()} in milliseconds since 1970. */
    public long madeAtMillis() {
        return uuid.getMostSignificantBits() >>> 16;
    }

    @Override
    public String toString() {
        return uuid.toString();
    }
}
