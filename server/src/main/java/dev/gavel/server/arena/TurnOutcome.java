package dev.gavel.server.arena;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.auction.Money;
import dev.gavel.auction.Outcome;
import dev.gavel.auction.Reason;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What {@code place-bids.lua} made of a turn; the script's head holds the layout. The same bytes are the script's reply
 * and, with the turn itself, its entry of the bid log.
 */
public final class TurnOutcome {
    /** Was decided by an earlier turn. */
    public static final char KNOWN = '=';

    public static final char TOO_OLD = '<';
    public static final char FROM_FUTURE = '>';
    public static final char NO_AUCTION = '?';

    // What most bids of a rush come to.
    private static final Outcome LEADING = new Outcome.Leading();
    private static final Outcome OUTBID = new Outcome.Outbid();
    private static final Outcome TOO_LOW = new Outcome.Refused(Reason.TOO_LOW);

    private final byte[] turn;
    private final byte[] outcomes;
    private final byte[] prices;
    private final byte[] extensions;

    /**
     * @param turn entry number, decidedAt, and where each auction stood before
     * @param outcomes one character per bid
     * @param prices after each accepted bid
     * @param extensions index and new close of each bid that moved one
     */
    public TurnOutcome(byte[] turn, byte[] outcomes, byte[] prices, byte[] extensions) {
        this.turn = turn;
        this.outcomes = outcomes;
        this.prices = prices;
        this.extensions = extensions;
    }

    /** The number of the turn's entry in the bid log; 0 if nothing was decided. */
    public long entry() {
        return ByteBuffer.wrap(turn).getLong();
    }

    public char outcome(int bid) {
        return (char) outcomes[bid];
    }

    /** @return per bid of the turn its decision, null where this turn did not decide it */
    public @Nullable BidDecided[] decisions(Turn of) {
        ByteBuffer in = ByteBuffer.wrap(turn);
        in.getLong();
        long decidedAt = in.getLong();
        Instant decided = Instant.ofEpochMilli(decidedAt);
        Running[] auctions = new Running[of.auctions().size()];
        Arrays.setAll(auctions, _ -> Running.read(in));
        ByteBuffer price = ByteBuffer.wrap(prices);
        ByteBuffer extension = ByteBuffer.wrap(extensions);
        int extended = nextExtended(extension);
        @Nullable BidDecided[] decisions = new BidDecided[outcomes.length];
        for (int i = 0; i < outcomes.length; i++) {
            Outcome outcome = parse(outcome(i));
            if (outcome == null) {
                continue;
            }
            ArrivedBid arrived = of.bids().get(i);
            Running auction = auctions[of.auctionOf(i)];
            auction.sequence++;
            if (outcome.accepted()) {
                auction.price = new Money(price.getLong());
                if (outcome instanceof Outcome.Leading) {
                    auction.leader = arrived.bid().bidder();
                }
            }
            if (i == extended) {
                auction.closesAt = Packed.getInstant(extension);
                extended = nextExtended(extension);
            }
            decisions[i] = new BidDecided(
                    arrived.auction(),
                    auction.sequence,
                    decided,
                    arrived.bid(),
                    arrived.receivedAt() >= decidedAt ? decided : Instant.ofEpochMilli(arrived.receivedAt()),
                    outcome,
                    auction.price,
                    auction.leader,
                    auction.closesAt);
        }
        return decisions;
    }

    private static int nextExtended(ByteBuffer extension) {
        return extension.hasRemaining() ? extension.getShort() : -1;
    }

    /** The outcome that a character stands for; null for those that decide nothing. */
    private static @Nullable Outcome parse(char outcome) {
        return switch (outcome) {
            case 'L' -> LEADING;
            case 'O' -> OUTBID;
            case 't' -> TOO_LOW;
            case 'm' -> new Outcome.Refused(Reason.NOT_ABOVE_OWN_MAXIMUM);
            case 'n' -> new Outcome.Refused(Reason.NOT_OPEN);
            case 'c' -> new Outcome.Refused(Reason.CLOSED);
            case 'x' -> new Outcome.Refused(Reason.CANCELLED);
            case 's' -> new Outcome.Refused(Reason.OWN_AUCTION);
            case 'p' -> new Outcome.Refused(Reason.PAUSED);
            case 'b' -> new Outcome.Refused(Reason.BLOCKED);
            case 'a' -> new Outcome.Refused(Reason.NOT_APPROVED);
            case 'l' -> new Outcome.Refused(Reason.OVER_LIMIT);
            case KNOWN, TOO_OLD, FROM_FUTURE, NO_AUCTION -> null;
            default -> throw new IllegalStateException("unknown outcome '" + outcome + "'");
        };
    }

    static @Nullable Money priceOrNull(long packed) {
        return packed == Packed.PRICE_NONE ? null : new Money(packed);
    }

    /** An auction while its decisions of one turn are read. */
    private static final class Running {
        private long sequence;
        private @Nullable Money price;
        private @Nullable AccountId leader;
        private Instant closesAt;

        private Running(long sequence, @Nullable Money price, Instant closesAt, @Nullable AccountId leader) {
            this.sequence = sequence;
            this.price = price;
            this.closesAt = closesAt;
            this.leader = leader;
        }

        static Running read(ByteBuffer in) {
            long sequence = in.getLong();
            Money price = priceOrNull(in.getLong());
            Instant closesAt = Packed.getInstant(in);
            String leader = Packed.getText(in);
            return new Running(sequence, price, closesAt, leader.isEmpty() ? null : new AccountId(leader));
        }
    }
}
