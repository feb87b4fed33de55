package dev.gavel.rush.load;

import dev.gavel.auction.RequestId;
import dev.gavel.rush.history.Told;
import java.util.UUID;

/**
 * What became of each bid of a plan. In columns: a million bids would otherwise leave millions of objects, whose
 * collection takes from the CPU that the server under test needs. A bid's places are written by one thread only, and
 * read by another one once that has ended.
 */
final class Notebook {
    private static final byte DECIDED = 1;
    private static final byte UNDECIDED = 2;
    private static final byte LOST = 3;

    private final long[] amount;
    private final long[] idHigh;
    private final long[] idLow;
    private final long[] sentNanos;
    private final long[] toldNanos;
    private final byte[] kind;
    private final short[] status;
    /** The outcome, the problem, or why it was lost; few different ones, mostly constants. */
    private final String[] word;

    private final long[] sequence;
    private final long[] price;
    private final long[] receivedAt;
    private final long[] decidedAt;
    private final long[] closesAt;

    Notebook(int bids) {
        amount = new long[bids];
        idHigh = new long[bids];
        idLow = new long[bids];
        sentNanos = new long[bids];
        toldNanos = new long[bids];
        kind = new byte[bids];
        status = new short[bids];
        word = new String[bids];
        sequence = new long[bids];
        price = new long[bids];
        receivedAt = new long[bids];
        decidedAt = new long[bids];
        closesAt = new long[bids];
    }

    void sent(Offer offer, long atNanos) {
        int bid = offer.number();
        amount[bid] = offer.amount();
        UUID id = offer.requestId().uuid();
        idHigh[bid] = id.getMostSignificantBits();
        idLow[bid] = id.getLeastSignificantBits();
        sentNanos[bid] = atNanos;
    }

    /** The first answer counts. */
    void told(int bid, long atNanos, Told told) {
        if (kind[bid] != 0) {
            return;
        }
        toldNanos[bid] = atNanos;
        word[bid] = told.word();
        switch (told) {
            case Told.Decided it -> {
                kind[bid] = DECIDED;
                sequence[bid] = it.sequence();
                price[bid] = it.price();
                receivedAt[bid] = it.receivedAt();
                decidedAt[bid] = it.decidedAt();
                closesAt[bid] = it.closesAt();
            }
            case Told.Undecided it -> {
                kind[bid] = UNDECIDED;
                status[bid] = (short) it.status();
            }
            case Told.Lost it -> {
                kind[bid] = LOST;
                word[bid] = it.why();
            }
        }
    }

    long amount(int bid) {
        return amount[bid];
    }

    RequestId requestId(int bid) {
        return new RequestId(new UUID(idHigh[bid], idLow[bid]));
    }

    long sentNanos(int bid) {
        return sentNanos[bid];
    }

    /** @param endNanos when nobody waited for answers any more */
    long toldNanos(int bid, long endNanos) {
        return kind[bid] == 0 ? endNanos : toldNanos[bid];
    }

    Told told(int bid) {
        return switch (kind[bid]) {
            case DECIDED ->
                new Told.Decided(sequence[bid], word[bid], price[bid], receivedAt[bid], decidedAt[bid], closesAt[bid]);
            case UNDECIDED -> new Told.Undecided(status[bid], word[bid]);
            case LOST -> new Told.Lost(word[bid]);
            default -> new Told.Lost("no answer");
        };
    }
}
