package dev.gavel.server.admission;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import org.jspecify.annotations.Nullable;

/**
 * The identities (auction, request id, bidder) that were decided lately: a Bloom filter in two generations, of fixed
 * size. It may take an id for known that is not; never the other way round, for at least one generation's time.
 *
 * <p>Implementation notes. One thread adds, any thread looks. An id sets one bit in each of the eight words of one
 * block, which is one line of the CPU's cache. Arrays are never cleared, since somebody may be looking into them; a new
 * generation is a new array. What was added before the reader's thread published something is seen by whoever saw that.
 */
final class DecidedIds {
    private static final int WORDS_PER_BLOCK = 8;
    private static final int BITS_PER_WORD = 6;
    private static final int WORDS_PER_MEGABYTE = 1024 * 1024 / Long.BYTES;

    private final int words;
    private final long generationMillis;
    private volatile Generations generations;

    /** @param generationMillis for at least so long an id is remembered, and for at most twice as long */
    DecidedIds(int megabytes, long generationMillis, long nowMillis) {
        this.words = megabytes * WORDS_PER_MEGABYTE;
        this.generationMillis = generationMillis;
        this.generations = new Generations(new long[words], null, nowMillis);
    }

    private static final class Generations implements View {
        private final long[] present;
        /** Null until there is one. */
        private final long @Nullable [] before;

        private final long sinceMillis;

        Generations(long[] present, long @Nullable [] before, long sinceMillis) {
            this.present = present;
            this.before = before;
            this.sinceMillis = sinceMillis;
        }

        @Override
        public boolean mayHold(AuctionId auction, Bid bid) {
            long hash = hash(auction, bid);
            return holds(present, hash) || (before != null && holds(before, hash));
        }
    }

    /** What is remembered at a moment, for as long as somebody holds it; what is added meanwhile may show in it. */
    interface View {
        boolean mayHold(AuctionId auction, Bid bid);
    }

    View view() {
        return generations;
    }

    void add(AuctionId auction, Bid bid, long nowMillis) {
        Generations now = generations;
        if (nowMillis - now.sinceMillis >= generationMillis) {
            now = new Generations(new long[words], now.present, nowMillis);
            generations = now;
        }
        long hash = hash(auction, bid);
        int block = block(now.present, hash);
        long bits = mixed(hash);
        for (int i = 0; i < WORDS_PER_BLOCK; i++) {
            now.present[block + i] |= 1L << (bits >>> (i * BITS_PER_WORD));
        }
    }

    private static boolean holds(long[] filter, long hash) {
        int block = block(filter, hash);
        long bits = mixed(hash);
        for (int i = 0; i < WORDS_PER_BLOCK; i++) {
            if ((filter[block + i] & (1L << (bits >>> (i * BITS_PER_WORD)))) == 0) {
                return false;
            }
        }
        return true;
    }

    private static int block(long[] filter, long hash) {
        return WORDS_PER_BLOCK * (int) Math.unsignedMultiplyHigh(hash, filter.length / WORDS_PER_BLOCK);
    }

    /** Two ids with one hash are taken for each other, which sends a bid to the arena and does no harm. */
    private static long hash(AuctionId auction, Bid bid) {
        var id = bid.requestId().uuid();
        long hash = mixed(id.getLeastSignificantBits() ^ bid.bidder().value().hashCode());
        hash = mixed(hash ^ id.getMostSignificantBits());
        return mixed(hash ^ auction.value());
    }

    /** The finalizer of SplitMix64. */
    private static long mixed(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
