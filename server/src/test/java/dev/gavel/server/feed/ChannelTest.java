package dev.gavel.server.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bidding;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Money;
import dev.gavel.auction.StepTable;
import dev.gavel.auction.Terms;
import dev.gavel.server.arena.ArenaClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChannelTest {
    private static final Instant NOW = Instant.parse("2027-03-01T10:00:00Z");
    private static final AuctionId ID = new AuctionId(7);
    private static final Terms TERMS = new Terms(
            new AccountId("sue"),
            new Terms.Pricing(
                    Currency.getInstance("KRW"), Bidding.PROXY, new Money(1), StepTable.flat(new Money(1)), null),
            new Terms.Schedule(NOW, NOW.plusSeconds(60), null));
    private static final Duration EVERY = Duration.ofMillis(50);

    private final List<Update> told = new ArrayList<>();

    /** A look at the log that takes longer than the one before must not cost an update. */
    @Test
    void updatesKeepTheirDistanceByWhenTheLogWasLookedAt() {
        var channel = new Channel(new AuctionFeed(ID, 3), new StandingClock(), EVERY);
        channel.auction().apply(new Decision.Opened(ID, NOW, TERMS));
        channel.watch(told::add);
        long lookedAt = System.nanoTime();
        assertThat(channel.publish(lookedAt)).isTrue();
        assertThat(channel.publish(lookedAt + EVERY.toNanos() - 1))
                .as("too early")
                .isFalse();
        assertThat(told).hasSize(1);
        assertThat(channel.publish(lookedAt + EVERY.toNanos())).isTrue();
        assertThat(told).hasSize(2);
    }

    private static final class StandingClock implements ArenaClock {
        @Override
        public long stamp() {
            return now();
        }

        @Override
        public long now() {
            return NOW.toEpochMilli();
        }
    }
}
