package dev.gavel.server.bidding;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Referee;
import dev.gavel.auction.RequestId;
import dev.gavel.auction.Standing;
import dev.gavel.auction.Terms;
import dev.gavel.server.arena.ArrivedBid;
import dev.gavel.server.arena.NodeId;
import dev.gavel.server.arena.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the arena's scripts do, by the referee and in memory; with faults on demand. */
final class SimArena {
    /** For each a run must fail. */
    enum Fault {
        FORGETS_REQUEST_IDS,
        CLOSES_WITHOUT_WAITING,
        SKIPS_A_SEQUENCE,
        ACCEPTS_AFTER_THE_BELL,
        ANSWERS_WITHOUT_DECIDING
    }

    static final Duration DRAIN = Duration.ofSeconds(1);
    static final Duration DRAIN_MAX = Duration.ofSeconds(15);

    private final SimWorld world;
    private final Set<Fault> faults = EnumSet.noneOf(Fault.class);
    private final Map<AuctionId, Live> auctions = new HashMap<>();
    private final Map<Identity, Receipt> known = new HashMap<>();
    private final Map<NodeId, Long> drained = new HashMap<>();
    private final List<Logged> log = new ArrayList<>();

    private record Identity(AuctionId auction, AccountId bidder, RequestId request) {}

    /** @param by the node whose turn it was in */
    record Logged(NodeId by, Receipt receipt) {}

    static final class Live {
        private final Terms terms;
        private Standing standing;
        private @Nullable Instant closedAt;
        private long bellSequence;

        Live(Terms terms) {
            this.terms = terms;
            this.standing = Standing.beforeFirstBid(terms);
        }

        Standing standing() {
            return standing;
        }

        /** The bell is a decision, too; 0 before. */
        long bellSequence() {
            return bellSequence;
        }

        /** When the bell was decided; null before. */
        @Nullable
        Instant closedAt() {
            return closedAt;
        }
    }

    SimArena(SimWorld world, @Nullable Fault fault) {
        this.world = world;
        if (fault != null) {
            faults.add(fault);
        }
    }

    void open(AuctionId id, Terms terms) {
        auctions.put(id, new Live(terms));
    }

    Map<AuctionId, Live> auctions() {
        return auctions;
    }

    List<Logged> log() {
        return log;
    }

    List<Answer> place(NodeId by, Turn turn) {
        return turn.bids().stream().map(arrived -> place(by, arrived)).toList();
    }

    private Answer place(NodeId by, ArrivedBid arrived) {
        Bid bid = arrived.bid();
        Live live = auctions.get(arrived.auction());
        if (live == null) {
            return new Answer.UnknownAuction();
        }
        var identity = new Identity(arrived.auction(), bid.bidder(), bid.requestId());
        Receipt first = known.get(identity);
        if (first != null && !(faults.contains(Fault.FORGETS_REQUEST_IDS) && world.random(20) == 0)) {
            return first.bid().amount().equals(bid.amount()) ? new Answer.Decided(first) : new Answer.RequestIdReused();
        }
        Instant received = min(Instant.ofEpochMilli(arrived.receivedAt()), now());
        var ruling = Referee.decide(live.terms, live.standing, bid.bidder(), bid.amount(), judgedAt(live, received));
        Receipt receipt = receipt(arrived, received, ruling);
        if (faults.contains(Fault.ANSWERS_WITHOUT_DECIDING) && world.random(50) == 0) {
            return new Answer.Decided(receipt);
        }
        live.standing = ruling.after();
        known.put(identity, receipt);
        log.add(new Logged(by, receipt));
        return new Answer.Decided(receipt);
    }

    private Instant judgedAt(Live live, Instant received) {
        Instant closesAt = live.standing.closesAt();
        return faults.contains(Fault.ACCEPTS_AFTER_THE_BELL) && !received.isBefore(closesAt)
                ? closesAt.minusMillis(1)
                : received;
    }

    private Receipt receipt(ArrivedBid arrived, Instant received, Referee.Ruling ruling) {
        Standing after = ruling.after();
        int skipped = faults.contains(Fault.SKIPS_A_SEQUENCE) && world.random(50) == 0 ? 1 : 0;
        return new Receipt(
                arrived.auction(),
                after.sequence() + skipped,
                arrived.bid(),
                ruling.outcome(),
                after.lead() == null ? null : after.lead().price(),
                after.closesAt(),
                received,
                now());
    }

    /** As close-due.lua: this node has answered all that it received before a time; closes what may be closed. */
    void close(NodeId by, long answeredBefore, List<NodeId> others) {
        drained.put(by, answeredBefore);
        long answered = answeredBefore;
        for (NodeId other : others) {
            answered = Math.min(answered, drained.getOrDefault(other, 0L));
        }
        for (Live live : auctions.values()) {
            Instant closesAt = live.standing.closesAt();
            boolean waitsFor = closesAt.toEpochMilli() > answered && now().isBefore(closesAt.plus(DRAIN_MAX));
            if (live.closedAt == null
                    && !now().isBefore(closesAt.plus(DRAIN))
                    && (!waitsFor || faults.contains(Fault.CLOSES_WITHOUT_WAITING))) {
                live.standing = Referee.close(live.standing);
                live.closedAt = now();
                live.bellSequence = live.standing.sequence();
            }
        }
    }

    private Instant now() {
        return Instant.ofEpochMilli(world.millis());
    }

    private static Instant min(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
