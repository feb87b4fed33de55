package dev.gavel.server.arena;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.auction.Money;
import dev.gavel.auction.Outcome;
import dev.gavel.auction.Reason;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decisions as an entry of the bid log again, so that their request ids have something to point at. Read back, they are
 * the same decisions; which of them shared a turn once is not kept.
 */
public final class RestoredTurn {
    private static final int EXTENSION_LENGTH = Short.BYTES + Long.BYTES;

    private final List<Run> runs = new ArrayList<>();
    private final Set<AuctionId> auctions = new HashSet<>();
    private int bids;

    /** Where an auction stood. */
    public record Before(
            long sequence,
            @Nullable Money price,
            Instant closesAt,
            @Nullable AccountId leader) {}

    /** @param bids at least one; of one auction, of one decidedAt, with the sequences that follow {@code before} */
    public record Run(Before before, List<BidDecided> bids) {
        public AuctionId auction() {
            return bids.getFirst().auction();
        }

        public Instant decidedAt() {
            return bids.getFirst().decidedAt();
        }
    }

    /** @return whether it has been added: a turn has one time, an auction once, and no more bids than any */
    public boolean add(Run run) {
        if (bids + run.bids().size() > Turn.BIDS_MAX
                || (!runs.isEmpty() && !runs.getFirst().decidedAt().equals(run.decidedAt()))
                || !auctions.add(run.auction())) {
            return false;
        }
        runs.add(run);
        bids += run.bids().size();
        return true;
    }

    /** When its bids were decided. */
    public Instant decidedAt() {
        return runs.getFirst().decidedAt();
    }

    public List<BidDecided> bids() {
        return runs.stream().flatMap(run -> run.bids().stream()).toList();
    }

    /** The fields of entry {@code number} in their order, without the node: none of those there has sent it. */
    public Map<Character, byte[]> fields(long number) {
        List<BidDecided> all = bids();
        var turn = Turn.of(all.stream()
                .map(bid -> new ArrivedBid(
                        bid.auction(), bid.bid(), bid.receivedAt().toEpochMilli()))
                .toList());
        return Map.of('b', turn.pack(), 't', turn(number), 'o', outcomes(all), 'c', prices(all), 'e', extensions());
    }

    private byte[] turn(long number) {
        ByteBuffer out =
                ByteBuffer.allocate(2 * Long.BYTES + runs.size() * (3 * Long.BYTES + 1 + AccountId.LENGTH_MAX));
        out.putLong(number).putLong(decidedAt().toEpochMilli());
        for (Run run : runs) {
            Before before = run.before();
            Money price = before.price();
            AccountId leader = before.leader();
            out.putLong(before.sequence())
                    .putLong(price == null ? Packed.PRICE_NONE : price.minor())
                    .putLong(before.closesAt().toEpochMilli());
            Packed.putText(out, leader == null ? "" : leader.value());
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private static byte[] outcomes(List<BidDecided> bids) {
        byte[] outcomes = new byte[bids.size()];
        for (int i = 0; i < outcomes.length; i++) {
            outcomes[i] = (byte) letter(bids.get(i).outcome());
        }
        return outcomes;
    }

    private static byte[] prices(List<BidDecided> bids) {
        ByteBuffer out = ByteBuffer.allocate(bids.size() * Long.BYTES);
        for (BidDecided bid : bids) {
            Money price = bid.price();
            if (bid.outcome().accepted() && price != null) {
                out.putLong(price.minor());
            }
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private byte[] extensions() {
        ByteBuffer out = ByteBuffer.allocate(bids * EXTENSION_LENGTH);
        int index = 0;
        for (Run run : runs) {
            Instant closesAt = run.before().closesAt();
            for (BidDecided bid : run.bids()) {
                if (!bid.closesAt().equals(closesAt)) {
                    closesAt = bid.closesAt();
                    out.putShort((short) index).putLong(closesAt.toEpochMilli());
                }
                index++;
            }
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private static char letter(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Leading _ -> 'L';
            case Outcome.Outbid _ -> 'O';
            case Outcome.Refused(Reason reason) ->
                switch (reason) {
                    case TOO_LOW -> 't';
                    case NOT_ABOVE_OWN_MAXIMUM -> 'm';
                    case NOT_OPEN -> 'n';
                    case CLOSED -> 'c';
                    case CANCELLED -> 'x';
                    case OWN_AUCTION -> 's';
                    case PAUSED -> 'p';
                    case BLOCKED -> 'b';
                    case NOT_APPROVED -> 'a';
                    case OVER_LIMIT -> 'l';
                };
        };
    }
}
