package dev.gavel.server.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Money;
import dev.gavel.auction.RequestId;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DecidedIdsTest {
    private static final AuctionId AUCTION = new AuctionId(42);
    private static final long GENERATION = 1_000;

    private final SplittableRandom random = new SplittableRandom(11);
    private final DecidedIds ids = new DecidedIds(1, GENERATION, 0);

    @Test
    void anIdIsOfOneAuctionAndOneBidderWhateverTheAmount() {
        RequestId id = id();
        ids.add(AUCTION, bid("ann", 100, id), 0);
        assertThat(holds(AUCTION, bid("ann", 100, id))).isTrue();
        assertThat(holds(AUCTION, bid("ann", 200, id))).isTrue();
        assertThat(holds(AUCTION, bid("bob", 100, id))).isFalse();
        assertThat(holds(new AuctionId(43), bid("ann", 100, id))).isFalse();
        assertThat(holds(AUCTION, bid("ann", 100, id()))).isFalse();
    }

    @Test
    void anIdIsRememberedForOneGenerationAtLeastAndTwoAtMost() {
        for (long at = 0; at < 4 * GENERATION; at += 50) {
            Bid bid = bid("ann", 100, id());
            ids.add(AUCTION, bid, at);
            ids.add(AUCTION, bid("ann", 100, id()), at + GENERATION);
            assertThat(holds(AUCTION, bid)).as("added at %s ms", at).isTrue();
        }
        Bid last = bid("ann", 100, id());
        ids.add(AUCTION, last, 10 * GENERATION);
        ids.add(AUCTION, bid("ann", 100, id()), 11 * GENERATION);
        ids.add(AUCTION, bid("ann", 100, id()), 12 * GENERATION);
        assertThat(holds(AUCTION, last)).isFalse();
    }

    @Test
    void whoLooksWhileAGenerationEndsStillSeesWhatWasThere() {
        Bid bid = bid("ann", 100, id());
        ids.add(AUCTION, bid, 0);
        DecidedIds.View view = ids.view();
        for (int generation = 1; generation < 5; generation++) {
            ids.add(AUCTION, bid("ann", 100, id()), generation * GENERATION);
        }
        assertThat(view.mayHold(AUCTION, bid)).isTrue();
        assertThat(holds(AUCTION, bid)).isFalse();
    }

    /** 8 Mbit and 12 bits for each: what EdgeConfig says of a full filter. */
    @Test
    void ofUnknownIdsAboutOneInAHundredIsTakenForKnownWhenThereAreTwelveBitsForEach() {
        for (int i = 0; i < 8 * 1024 * 1024 / 12; i++) {
            ids.add(AUCTION, bid("ann", 100, id()), 0);
        }
        int taken = 0;
        for (int i = 0; i < 100_000; i++) {
            taken += holds(AUCTION, bid("ann", 100, id())) ? 1 : 0;
        }
        assertThat(taken / 100_000.0).isBetween(0.002, 0.015);
    }

    private boolean holds(AuctionId auction, Bid bid) {
        return ids.view().mayHold(auction, bid);
    }

    /** As one client makes them within a millisecond: only the random bits differ. */
    private RequestId id() {
        return RequestId.at(Instant.EPOCH, random);
    }

    private static Bid bid(String bidder, long amount, RequestId id) {
        return new Bid(new AccountId(bidder), new Money(amount), id);
    }
}
