package dev.gavel.server.arena;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Money;
import dev.gavel.auction.RequestId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The bids that one script call decides, packed as {@code place-bids.lua} takes them and as the bid log keeps them, in
 * columns: counts of auctions, runs and bids, I2 each; auction id I8 each; per run of bids of one auction its index I2
 * and how many bids I2; per bid amount I8; per bid receivedAt I8; per bid, after its length I2, its identity:
 * auction id I8, request id (16 bytes), bidder.
 */
public final class Turn {
    /** Keeps every {@code unpack} of the script far below Lua's limit of about 8,000 values. */
    public static final int BIDS_MAX = 512;

    private static final int IDENTITY_PREFIX = Long.BYTES + 2 * Long.BYTES;
    private static final int BID_FIXED = 2 * Long.BYTES + Short.BYTES + IDENTITY_PREFIX;
    /** Twice the bids at most in a table of request ids: a power of two, sparse enough to search. */
    private static final int ID_SLOTS = 2 * BIDS_MAX;

    private final List<AuctionId> auctions;
    private final List<ArrivedBid> bids;
    private final int[] auctionOf;

    private Turn(List<AuctionId> auctions, List<ArrivedBid> bids, int[] auctionOf) {
        this.auctions = auctions;
        this.bids = bids;
        this.auctionOf = auctionOf;
    }

    /** @param bids 1 to {@link #BIDS_MAX}, of one bucket, in the order in which they are to be decided */
    public static Turn of(List<ArrivedBid> bids) {
        if (bids.isEmpty() || bids.size() > BIDS_MAX) {
            throw new IllegalArgumentException("a turn has 1 to " + BIDS_MAX + " bids, not " + bids.size());
        }
        Map<AuctionId, Integer> indexes = new HashMap<>();
        List<AuctionId> auctions = new ArrayList<>();
        int[] auctionOf = new int[bids.size()];
        for (int i = 0; i < auctionOf.length; i++) {
            AuctionId auction = bids.get(i).auction();
            if (i > 0 && auction.equals(bids.get(i - 1).auction())) {
                auctionOf[i] = auctionOf[i - 1];
                continue;
            }
            Integer index = indexes.putIfAbsent(auction, auctions.size());
            if (index == null) {
                auctionOf[i] = auctions.size();
                auctions.add(auction);
            } else {
                auctionOf[i] = index;
            }
        }
        return new Turn(auctions, List.copyOf(bids), auctionOf);
    }

    public List<AuctionId> auctions() {
        return auctions;
    }

    public List<ArrivedBid> bids() {
        return bids;
    }

    /** The place of the bid's auction in {@link #auctions()}. */
    int auctionOf(int bid) {
        return auctionOf[bid];
    }

    /**
     * Whether no two bids can have the same identity. May be wrong the other way: it compares but half of the request
     * ids.
     */
    public boolean identitiesDiffer() {
        long[] seen = new long[ID_SLOTS];
        for (ArrivedBid arrived : bids) {
            // Never 0: its two upper bits say what kind of UUID it is.
            long half = arrived.bid().requestId().uuid().getLeastSignificantBits();
            int slot = Long.hashCode(half) & (ID_SLOTS - 1);
            while (seen[slot] != 0) {
                if (seen[slot] == half) {
                    return false;
                }
                slot = (slot + 1) & (ID_SLOTS - 1);
            }
            seen[slot] = half;
        }
        return true;
    }

    public byte[] pack() {
        int runs = runs();
        int length = 3 * Short.BYTES + auctions.size() * Long.BYTES + runs * 2 * Short.BYTES;
        for (ArrivedBid arrived : bids) {
            length += BID_FIXED + arrived.bid().bidder().value().length();
        }
        ByteBuffer out = ByteBuffer.allocate(length);
        out.putShort((short) auctions.size()).putShort((short) runs).putShort((short) bids.size());
        for (AuctionId auction : auctions) {
            out.putLong(auction.value());
        }
        for (int first = 0, next; first < auctionOf.length; first = next) {
            next = endOfRun(first);
            out.putShort((short) auctionOf[first]).putShort((short) (next - first));
        }
        for (ArrivedBid arrived : bids) {
            out.putLong(arrived.bid().amount().minor());
        }
        for (ArrivedBid arrived : bids) {
            out.putLong(arrived.receivedAt());
        }
        for (ArrivedBid arrived : bids) {
            putIdentity(out, arrived);
        }
        return out.array();
    }

    private static void putIdentity(ByteBuffer out, ArrivedBid arrived) {
        byte[] bidder = arrived.bid().bidder().value().getBytes(US_ASCII);
        UUID request = arrived.bid().requestId().uuid();
        out.putShort((short) (IDENTITY_PREFIX + bidder.length))
                .putLong(arrived.auction().value())
                .putLong(request.getMostSignificantBits())
                .putLong(request.getLeastSignificantBits())
                .put(bidder);
    }

    private int runs() {
        int runs = 0;
        for (int first = 0; first < auctionOf.length; first = endOfRun(first)) {
            runs++;
        }
        return runs;
    }

    /** The first bid of another auction after this one. */
    private int endOfRun(int first) {
        int next = first + 1;
        while (next < auctionOf.length && auctionOf[next] == auctionOf[first]) {
            next++;
        }
        return next;
    }

    static Turn unpack(byte[] packed) {
        ByteBuffer in = ByteBuffer.wrap(packed);
        AuctionId[] auctions = new AuctionId[in.getShort()];
        int runs = in.getShort();
        int[] auctionOf = new int[in.getShort()];
        Arrays.setAll(auctions, _ -> new AuctionId(in.getLong()));
        for (int run = 0, first = 0; run < runs; run++) {
            int auction = in.getShort();
            int next = first + in.getShort();
            Arrays.fill(auctionOf, first, next, auction);
            first = next;
        }
        long[] amounts = longs(in, auctionOf.length);
        long[] receivedAt = longs(in, auctionOf.length);
        List<ArrivedBid> bids = new ArrayList<>(auctionOf.length);
        for (int i = 0; i < auctionOf.length; i++) {
            int bidderLength = in.getShort() - IDENTITY_PREFIX;
            in.getLong();
            var request = new RequestId(new UUID(in.getLong(), in.getLong()));
            var bidder = new AccountId(Packed.getAscii(in, bidderLength));
            bids.add(new ArrivedBid(
                    auctions[auctionOf[i]], new Bid(bidder, new Money(amounts[i]), request), receivedAt[i]));
        }
        return new Turn(List.of(auctions), bids, auctionOf);
    }

    private static long[] longs(ByteBuffer in, int count) {
        long[] values = new long[count];
        Arrays.setAll(values, _ -> in.getLong());
        return values;
    }
}
