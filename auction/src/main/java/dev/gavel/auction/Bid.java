package dev.gavel.auction;

/**
 * What a bidder sent.
 *
 * @param amount at least 1; under {@link Bidding#PROXY} the hidden maximum, which nobody else may ever see
 */
public record Bid(AccountId bidder, Money amount, RequestId requestId) {
    public Bid {
        if (amount.equals(Money.ZERO)) {
            throw new IllegalArgumentException("an amount is at least 1");
        }
    }

    /** Without the amount: a bid ends up in log lines and error messages. */
    @Override
    public String toString() {
        return "Bid[bidder=" + bidder + ", requestId=" + requestId + "]";
    }
}
