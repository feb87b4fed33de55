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
 * The bids that one script call decides, packed as {@code place-bids.lua} takes them and as the bid log keeps them:
 * auction count I2 and auction id I8 each; bid count I2; per bid the auction's index I2, amount I8, receivedAt I8, and
 * after its length I2 the identity: auction id I8, request id (16 bytes), bidder.
 */
public final class Turn {
    /** Keeps every {@code unpack} of the script far below Lua's limit of about 8,000 values. */
    public static final int BIDS_MAX = 512;

    private static final int IDENTITY_PREFIX = Long.BYTES + 2 * Long.BYTES;
    private static final int BID_FIXED = Short.BYTES + 2 * Long.BYTES + Short.BYTES + IDENTITY_PREFIX;

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

    public byte[] pack() {
        int length = 2 * Short.BYTES + auctions.size() * Long.BYTES;
        for (ArrivedBid arrived : bids) {
            length += BID_FIXED + arrived.bid().bidder().value().length();
        }
        ByteBuffer out = ByteBuffer.allocate(length);
        out.putShort((short) auctions.size());
        for (AuctionId auction : auctions) {
            out.putLong(auction.value());
        }
        out.putShort((short) bids.size());
        for (int i = 0; i < auctionOf.length; i++) {
            ArrivedBid arrived = bids.get(i);
            Bid bid = arrived.bid();
            byte[] bidder = bid.bidder().value().getBytes(US_ASCII);
            UUID request = bid.requestId().uuid();
            out.putShort((short) auctionOf[i])
                    .putLong(bid.amount().minor())
                    .putLong(arrived.receivedAt())
                    .putShort((short) (IDENTITY_PREFIX + bidder.length))
                    .putLong(arrived.auction().value())
                    .putLong(request.getMostSignificantBits())
                    .putLong(request.getLeastSignificantBits())
                    .put(bidder);
        }
        return out.array();
    }

    static Turn unpack(byte[] packed) {
        ByteBuffer in = ByteBuffer.wrap(packed);
        AuctionId[] auctions = new AuctionId[in.getShort()];
        Arrays.setAll(auctions, _ -> new AuctionId(in.getLong()));
        int[] auctionOf = new int[in.getShort()];
        List<ArrivedBid> bids = new ArrayList<>(auctionOf.length);
        for (int i = 0; i < auctionOf.length; i++) {
            auctionOf[i] = in.getShort();
            Money amount = new Money(in.getLong());
            long receivedAt = in.getLong();
            int bidderLength = in.getShort() - IDENTITY_PREFIX;
            var auction = new AuctionId(in.getLong());
            var request = new RequestId(new UUID(in.getLong(), in.getLong()));
            var bidder = new AccountId(Packed.getAscii(in, bidderLength));
            bids.add(new ArrivedBid(auction, new Bid(bidder, amount, request), receivedAt));
        }
        return new Turn(List.of(auctions), bids, auctionOf);
    }
}
