package dev.gavel.server.feed;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The newest accepted bids of an auction, at most a bounded number. Guarded by its owner's lock. */
final class NewestBids {
    private final int max;
    private final ArrayDeque<SeenBid> bids = new ArrayDeque<>(4);
    /** Whether every accepted bid of the auction is here. */
    private boolean complete;

    private long last;

    NewestBids(int max) {
        this.max = max;
    }

    /** The auction begins here, so nothing can be missing before. */
    void beginsHere() {
        complete = bids.isEmpty();
    }

    /** A bid that is here already changes nothing. */
    void add(SeenBid bid) {
        if (bid.sequence() <= last) {
            return;
        }
        last = bid.sequence();
        if (bids.size() == max) {
            bids.removeFirst();
            complete = false;
        }
        bids.addLast(bid);
    }

    /** At most {@code limit} bids with a sequence below {@code before}, newest first. */
    Page before(long before, int limit) {
        var page = new ArrayList<SeenBid>(Math.min(limit, bids.size()));
        Iterator<SeenBid> newestFirst = bids.descendingIterator();
        while (newestFirst.hasNext() && page.size() < limit) {
            SeenBid bid = newestFirst.next();
            if (bid.sequence() < before) {
                page.add(bid);
            }
        }
        return new Page(page, complete);
    }

    /** @param complete no accepted bid of the auction is older than what memory holds */
    record Page(List<SeenBid> bids, boolean complete) {}
}
