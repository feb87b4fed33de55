package dev.gavel.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Money;
import dev.gavel.auction.Outcome;
import dev.gavel.auction.RequestId;
import dev.gavel.server.arena.LogEntry;
import dev.gavel.server.platform.LastSeconds;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HotAuctionsTest {
    private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

    private final AtomicLong nanos = new AtomicLong();
    private final HotAuctions hot = new HotAuctions(new Buckets(1), nanos::get);

    private static Decision bid(long auction) {
        var bid = new Bid(new AccountId("ann"), new Money(1_000), RequestId.at(AT, new Random(auction)));
        return new Decision.BidDecided(
                new AuctionId(auction),
                1,
                AT,
                bid,
                AT,
                new Outcome.Leading(),
                new Money(1_000),
                new AccountId("ann"),
                AT);
    }

    private void hear(List<Decision> decisions) {
        hot.heard(new LogEntry(new Bucket(0), 1, decisions));
    }

    private void pass(int seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void theTenWithTheMostBidsAreShownMostFirst() {
        for (int auction = 1; auction <= 12; auction++) {
            hear(Collections.nCopies(auction * 5, bid(auction)));
        }
        assertThat(hot.hottest()).as("a second under way").isEmpty();
        pass(1);
        assertThat(hot.hottest()).hasSize(10).startsWith(new Views.Hot("12", 0, 12), new Views.Hot("11", 0, 11));
        pass(1);
        hear(Collections.nCopies(100, bid(1)));
        pass(1);
        assertThat(hot.hottest()).startsWith(new Views.Hot("1", 0, 21));
        pass(LastSeconds.COUNT);
        assertThat(hot.hottest()).isEmpty();
    }

    /** A hundred times as many auctions as are counted, each with one bid, after, before and among the hot ones. */
    @Test
    void amongManyMoreThanAreCountedTheHotOnesAreFound() {
        List<Decision> cold = new ArrayList<>();
        for (int auction = 1; auction <= 100 * HotAuctions.COUNTED_MAX; auction++) {
            cold.add(bid(auction));
        }
        List<Decision> warm = new ArrayList<>(Collections.nCopies(4_000, bid(1_000_000)));
        warm.addAll(Collections.nCopies(3_000, bid(1_000_001)));
        long seed = 17;
        List<Decision> mixed = new ArrayList<>(warm);
        mixed.addAll(cold);
        Collections.shuffle(mixed, new Random(seed));
        for (List<List<Decision>> order : List.of(List.of(warm, cold), List.of(cold, warm), List.of(mixed))) {
            order.forEach(this::hear);
            pass(1);
            assertThat(hot.hottest().stream().limit(2).map(Views.Hot::auction))
                    .as("seed %d", seed)
                    .containsExactly("1000000", "1000001");
            assertThat(hot.hottest().getFirst().bidsPerSecond())
                    .as("never too low")
                    .isBetween(800.0, 1_000.0);
            pass(LastSeconds.COUNT);
        }
    }
}
