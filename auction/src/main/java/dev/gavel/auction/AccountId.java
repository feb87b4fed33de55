package dev.gavel.auction;

/**
 * Who bids or sells: the subject of the platform's token, which others may see, so a pseudonym rather than an address.
 *
 * @param value 1 to {@link #LENGTH_MAX} visible ASCII characters (the bound OpenID Connect gives a subject)
 */
public record AccountId(String value) {
    public static final int LENGTH_MAX = 255;

    public AccountId {
        if (value.isEmpty() || value.length() > LENGTH_MAX || !isVisibleAscii(value)) {
            throw new IllegalArgumentException(
                    "an account id is 1 to " + LENGTH_MAX + " visible ASCII characters without spaces");
        }
    }

    /** A loop, because every bid that is read from the log comes through here. */
    private static boolean isVisibleAscii(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return value;
    }
}
