package dev.gavel.auction;

/**
 * Where the two witnesses part: the auction is quarantined and an operator reads this. It says only what everybody may
 * see (outcomes, prices, leaders, times), never an amount, since under {@link Bidding#PROXY} that is hidden.
 *
 * @param sequence of the decision that the referee does not share
 * @param arena what the arena decided
 * @param referee what the rules say
 */
public record Disagreement(AuctionId auction, long sequence, Matter matter, String arena, String referee) {

    /** What the disagreement is about. */
    public enum Matter {
        /** The bid log has a gap, a repetition or a second opening. */
        SEQUENCE,
        /** Accepted or refused, leading or outbid, or the reason of a refusal. */
        OUTCOME,
        PRICE,
        LEADER,
        CLOSES_AT,
        /** The bell came before the close, or a second time. */
        BELL,
        /** Winner or price at the close. */
        RESULT,
        /** Paused, resumed, cancelled or a bidder permitted when that was not allowed. */
        INTERVENTION
    }

    @Override
    public String toString() {
        return "auction " + auction + ", decision " + sequence + ", " + matter + ": the arena says " + arena
                + ", the referee says " + referee;
    }
}
