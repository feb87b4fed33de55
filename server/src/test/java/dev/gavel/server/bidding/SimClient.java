package dev.gavel.server.bidding;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A bidder's wish: one bid, sent again under the same request id until there is an answer. */
final class SimClient {
    private static final int ATTEMPTS_MAX = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final SimWorld world;
    private final AuctionId auction;
    private final Bid bid;
    private final List<Attempt> attempts = new ArrayList<>();
    private @Nullable Receipt receipt;

    SimClient(SimWorld world, AuctionId auction, Bid bid) {
        this.world = world;
        this.auction = auction;
        this.bid = bid;
    }

    /** One sending. */
    final class Attempt {
        private final long sentAt = world.time().nanos();
        private @Nullable SimNode node;
        private long receivedAt;
        private @Nullable Answer answer;
        private long answeredAt;

        void receivedBy(SimNode by, long stamp) {
            node = by;
            receivedAt = stamp;
        }

        void answered(Answer by) {
            if (answer != null) {
                throw new AssertionError("answered twice: " + answer + " and " + by);
            }
            answer = by;
            answeredAt = world.time().nanos();
            take(by);
        }

        @Nullable
        SimNode node() {
            return node;
        }

        long sentAt() {
            return sentAt;
        }

        long receivedAt() {
            return receivedAt;
        }

        @Nullable
        Answer answer() {
            return answer;
        }

        long answeredAt() {
            return answeredAt;
        }
    }

    AuctionId auction() {
        return auction;
    }

    Bid bid() {
        return bid;
    }

    List<Attempt> attempts() {
        return attempts;
    }

    /** What it was told, if it was told a decision. */
    @Nullable
    Receipt receipt() {
        return receipt;
    }

    void send() {
        if (receipt != null || attempts.size() == ATTEMPTS_MAX) {
            return;
        }
        var attempt = new Attempt();
        attempts.add(attempt);
        SimNode node = world.anyNode();
        if (node != null) {
            node.bid(auction, bid, attempt);
        }
        world.time().in(PATIENCE, () -> {
            if (attempt.answer == null) {
                send();
            }
        });
    }

    /** Whether or not it had given up waiting on that connection. */
    private void take(Answer answer) {
        if (answer instanceof Answer.Decided(Receipt told)) {
            if (receipt != null && !receipt.equals(told)) {
                throw new AssertionError("told " + receipt + " and then " + told);
            }
            receipt = told;
            if (world.random(10) == 0 && attempts.size() < ATTEMPTS_MAX) {
                // To be sure: it must be told the same.
                world.time().in(Duration.ofMillis(world.random(3_000)), this::sendAgain);
            }
        } else {
            world.time().in(Duration.ofMillis(100 + world.random(400)), this::send);
        }
    }

    private void sendAgain() {
        Receipt told = receipt;
        receipt = null;
        send();
        receipt = told;
    }
}
