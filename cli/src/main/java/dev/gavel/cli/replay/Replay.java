package dev.gavel.cli.replay;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Outcome.Refused;
import dev.gavel.auction.RequestId;
import dev.gavel.auction.Standing;
import dev.gavel.cli.replay.RecordedAuction.RecordedBid;
import dev.gavel.server.arena.ArrivedBid;
import dev.gavel.server.arena.Turn;
import dev.gavel.server.bidding.Answer;
import dev.gavel.server.ledger.ReaderStatus;
import dev.gavel.shards.Bucket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/**
 * Runs recorded auctions side by side in the order of their recorded times: each opens, takes its bids, and is closed
 * at its bell, all by the arena's own scripts, while the ledger's readers follow.
 */
final class Replay {
    /** Turns that may be under way: they go to Redis in order, so only the waiting is saved. */
    private static final int TURNS_MAX = 64;
    /** Far beyond what the ledger's readers take for any recorded set. */
    private static final Duration SETTLE_MAX = Duration.ofMinutes(5);

    private static final Duration SETTLE_POLL = Duration.ofMillis(50);

    private final ReplayNode node;
    private final RandomGenerator randomness = new Random();
    private final PriorityQueue<Event> events = new PriorityQueue<>(Event.ORDER);
    private final ArrayDeque<UnderWay> underWay = new ArrayDeque<>();

    private record UnderWay(List<BidEvent> bids, CompletionStage<List<Answer>> answers) {}

    /** Something that happens at a recorded time. */
    private sealed interface Event {
        Comparator<Event> ORDER =
                Comparator.comparing(Event::at).thenComparingInt(Event::kind).thenComparingInt(Event::order);

        Instant at();

        /** Of events at the same time, openings come first and bells last. */
        int kind();

        /** Of bids at the same time, the earlier row comes first. */
        int order();
    }

    private record OpenEvent(Instant at, ReplayedAuction auction) implements Event {
        @Override
        public int kind() {
            return 0;
        }

        @Override
        public int order() {
            return 0;
        }
    }

    /** @param at the time of the row, or of an earlier row of the auction where that is later: rows keep their order */
    private record BidEvent(Instant at, ReplayedAuction auction, RecordedBid bid) implements Event {
        @Override
        public int kind() {
            return 1;
        }

        @Override
        public int order() {
            return bid.line();
        }
    }

    private record BellEvent(Instant at, ReplayedAuction auction) implements Event {
        @Override
        public int kind() {
            return 2;
        }

        @Override
        public int order() {
            return 0;
        }
    }

    Replay(ReplayNode node) {
        this.node = node;
    }

    /** Returns when every auction is settled or in quarantine. */
    List<ReplayedAuction> run(List<RecordedAuction> recorded) {
        List<ReplayedAuction> auctions =
                recorded.stream().map(ReplayedAuction::new).toList();
        auctions.forEach(this::schedule);
        for (Event next = events.poll(); next != null; next = events.poll()) {
            switch (next) {
                case OpenEvent(var at, var auction) -> {
                    node.setTime(at);
                    auction.listed(node.list(
                            auction.recorded().terms(), auction.recorded().name()));
                }
                case BidEvent bid -> place(bid);
                case BellEvent bell -> ring(bell);
            }
        }
        awaitSettlement(auctions.size());
        return auctions;
    }

    private void schedule(ReplayedAuction auction) {
        var schedule = auction.recorded().terms().schedule();
        Instant latest = Instant.MIN;
        Instant first = schedule.opensAt();
        for (RecordedBid bid : auction.recorded().bids()) {
            latest = bid.at().isAfter(latest) ? bid.at() : latest;
            first = latest.isBefore(first) ? latest : first;
            events.add(new BidEvent(latest, auction, bid));
        }
        events.add(new OpenEvent(first, auction));
        events.add(new BellEvent(schedule.closesAt().plus(node.drain()), auction));
    }

    /** Places the bid together with those that follow it at once in the same bucket. */
    private void place(BidEvent first) {
        Bucket bucket = node.bucketOf(first.auction().id());
        List<BidEvent> bids = new ArrayList<>();
        List<ArrivedBid> turn = new ArrayList<>();
        BidEvent next = first;
        while (true) {
            bids.add(next);
            turn.add(arrived(next));
            if (!(events.peek() instanceof BidEvent following)
                    || !following.at().equals(first.at())
                    || !node.bucketOf(following.auction().id()).equals(bucket)
                    || turn.size() == Turn.BIDS_MAX) {
                break;
            }
            events.remove();
            next = following;
        }
        node.setTime(first.at());
        underWay.add(new UnderWay(bids, node.place(bucket, turn)));
        if (underWay.size() == TURNS_MAX) {
            complete();
        }
    }

    private ArrivedBid arrived(BidEvent event) {
        AuctionId auction = event.auction().id();
        RecordedBid bid = event.bid();
        return new ArrivedBid(
                auction,
                new Bid(bid.bidder(), bid.amount(), RequestId.at(event.at(), randomness)),
                bid.at().toEpochMilli());
    }

    private void ring(BellEvent bell) {
        while (!underWay.isEmpty()) {
            complete();
        }
        node.setTime(bell.at());
        AuctionId auction = bell.auction().id();
        node.ring(node.bucketOf(auction));
        Standing standing = node.standing(auction);
        if (standing.state() == Standing.State.OPEN) {
            events.add(new BellEvent(standing.closesAt().plus(node.drain()), bell.auction()));
        }
    }

    private void complete() {
        UnderWay turn = underWay.remove();
        List<Answer> answers = node.await("placing recorded bids", turn.answers());
        for (int i = 0; i < answers.size(); i++) {
            switch (answers.get(i)) {
                case Answer.Decided(var receipt)
                when receipt.outcome() instanceof Refused(var reason) ->
                    turn.bids().get(i).auction().refused(reason);
                case Answer.Decided _ -> {}
                case Answer other ->
                    throw new IllegalStateException("bids.csv:"
                            + turn.bids().get(i).bid().line() + ": the arena did not decide this bid: " + other);
            }
        }
    }

    private void awaitSettlement(int auctions) {
        long giveUp = System.nanoTime() + SETTLE_MAX.toNanos();
        while (ended() < auctions) {
            if (System.nanoTime() > giveUp) {
                throw new IllegalStateException("after " + SETTLE_MAX + " only " + ended() + " of " + auctions
                        + " auctions are settled: " + node.ledger().status());
            }
            try {
                Thread.sleep(SETTLE_POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for settlement", e);
            }
        }
    }

    private long ended() {
        return node.ledger().status().stream()
                .map(ReaderStatus::counts)
                .mapToLong(counts -> counts.settled() + counts.quarantined())
                .sum();
    }
}
