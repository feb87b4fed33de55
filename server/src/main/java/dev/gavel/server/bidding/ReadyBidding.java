package dev.gavel.server.bidding;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.server.arena.ArenaGate;
import dev.gavel.shards.Buckets;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.Consumer;

/** Lets no bid into the queues while the arena would not take it: who waits there would get no answer for seconds. */
public final class ReadyBidding implements Bidding {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final ArenaGate gate;
    private final Buckets buckets;
    private final Bidding next;
    private final Refusals refusals;

    public ReadyBidding(ArenaGate gate, Buckets buckets, Bidding next, MeterRegistry meters) {
        this.gate = gate;
        this.buckets = buckets;
        this.next = next;
        this.refusals = new Refusals(meters);
    }

    @Override
    public void place(AuctionId auction, Bid bid, long receivedAt, Consumer<Answer> answer) {
        if (gate.refusesBids(buckets.of(auction.value())) == null) {
            next.place(auction, bid, receivedAt, answer);
        } else {
            refusals.count(Refusals.Why.NOT_READY);
            answer.accept(new Answer.NotReady(RETRY_AFTER));
        }
    }
}
