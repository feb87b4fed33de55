package dev.gavel.rush.load;

import dev.gavel.rush.history.Told;
import java.util.function.Consumer;

/** A way for bids to a server: some connections of one kind. */
interface Lane extends AutoCloseable {
    /**
     * Sends a bid; never blocks.
     *
     * @param told called once with what the server said, or that it said nothing, on any thread
     */
    void send(Offer offer, Consumer<Told> told);

    @Override
    void close();
}
