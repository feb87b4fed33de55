package dev.gavel.rush.load;

import dev.gavel.rush.history.Told;
import io.vertx.core.Future;

/** A way for bids to a server: some connections of one kind, on one event loop, which calls everything here. */
interface Lane {
    /** Connects, where that is done beforehand. */
    Future<?> open();

    /** Takes a bid, to be sent at once or with the next {@link #flush()}. */
    void send(Offer offer);

    /** Sends what was taken. */
    void flush();

    /** Ends its connections, politely. */
    Future<?> close();

    /** Takes what came back: once for each bid, but for those that are only counted as lost. */
    interface Answers {
        /** @param bid its number in the plan */
        void told(int bid, Told told);

        /** So many bids get no answer any more. */
        void lost(int bids);

        /** A connection has ended before the run has. */
        void ended(String why);
    }
}
