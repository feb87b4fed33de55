package dev.gavel.rush.history;

import dev.gavel.auction.AuctionId;

/** A promise that was broken. */
public record Violation(Promise promise, AuctionId auction, String what) {

    /** What every run must keep. */
    public enum Promise {
        /** An acknowledged bid stands in the log with the same content, sequence and outcome. */
        ACKNOWLEDGED_STANDS,
        /** The log's accepted bids, and nothing else, are in the ledger. */
        LEDGER_HAS_ALL,
        /** Sequences are 1, 2, 3, … */
        NO_GAP,
        /** A bid acknowledged before another was sent has the lower sequence. */
        REAL_TIME_ORDER,
        /** A bid received after the bell is not accepted. */
        NOT_AFTER_THE_BELL,
        /** A bid received before the bell is not refused as closed. */
        NOT_CLOSED_EARLY,
        /** One request id, one answer; and decided once. */
        AT_MOST_ONCE,
        /** The referee, replaying the log, agrees with every decision. */
        REFEREE_AGREES,
        /** Log, referee and ledger know the same winner and price. */
        WINNER_RIGHT,
        /** What was refused at the edge was too low and was not accepted; what was not placed is not in the log. */
        TURNED_AWAY_STANDS,
        /** A bid's time of arrival lies between its sending and its answer. */
        STAMPED_ON_ARRIVAL,
        /** What an update says of a sequence is what the log says of it, and no update goes back. */
        WATCHERS_SEE_THE_TRUTH,
        /** Every watcher's last update is the close with the last price. */
        WATCHERS_SEE_THE_CLOSE
    }
}
