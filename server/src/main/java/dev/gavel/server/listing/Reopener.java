package dev.gavel.server.listing;

import dev.gavel.server.platform.Repeating;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens auctions that were listed but whose node stopped before it had put them into the arena. Any node may do so at
 * any time, since opening one that is open does nothing.
 */
public final class Reopener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reopener.class);
    private static final Duration EVERY = Duration.ofSeconds(10);
    /** Long enough that an auction on its usual way, and the ledger's reader behind it, is never met here. */
    private static final Duration AGE = Duration.ofSeconds(30);

    private static final int AT_ONCE = 100;

    private final Unopened unopened;
    private final Consumer<Listing> open;
    private final Repeating repeating;

    /** The catalog's listings that no opening has followed. */
    public interface Unopened {
        List<Listing> find(Duration age, int limit);
    }

    public Reopener(Unopened unopened, Consumer<Listing> open) {
        this.unopened = unopened;
        this.open = open;
        this.repeating = new Repeating("reopener", EVERY, this::reopen);
    }

    @Override
    public void close() {
        repeating.close();
    }

    private void reopen() {
        for (Listing listing : unopened.find(AGE, AT_ONCE)) {
            LOG.warn("Auction {} was listed at {} but not seen opened; opening it", listing.id(), listing.listedAt());
            open.accept(listing);
        }
    }
}
