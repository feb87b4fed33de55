package dev.gavel.server.bidding;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Money;
import dev.gavel.auction.RequestId;
import dev.gavel.auction.Result;
import dev.gavel.auction.Terms;
import dev.gavel.auction.scenario.Decider;
import dev.gavel.auction.scenario.Scenario;
import dev.gavel.server.arena.ArrivedBid;
import dev.gavel.server.listing.Auctions.Effect;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The auctioneer's book, decided by the scripts on a real Redis. */
class ScenariosInLuaIT {
    private static final Random RANDOM = new Random(1);

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private static ArenaUnderTest arena;

    @BeforeAll
    static void connect() {
        arena = new ArenaUnderTest(UnaryOperator.identity());
    }

    @AfterAll
    static void disconnect() {
        arena.close();
    }

    @ParameterizedTest
    @MethodSource("dev.gavel.auction.scenario.ScenarioBook#all")
    void theScriptsKeepTheBook(Scenario scenario) {
        scenario.play(ByScripts::new);
    }

    /** One auction of the book in the arena. */
    private static final class ByScripts implements Decider {
        private final AuctionId auction;

        ByScripts(Terms terms) {
            arena.setTime(terms.schedule().opensAt());
            auction = arena.open(terms);
            arena.newDecisions();
        }

        @Override
        public Seen bid(AccountId bidder, Money amount, Instant receivedAt) {
            arena.setTime(receivedAt);
            var bid = new Bid(bidder, amount, RequestId.at(receivedAt, RANDOM));
            arena.place(List.of(new ArrivedBid(auction, bid, receivedAt.toEpochMilli())));
            if (!(arena.newDecisions().getLast() instanceof Decision.BidDecided decided)) {
                throw new AssertionError("the log does not end with the bid");
            }
            return new Seen(
                    decided.sequence(), decided.outcome(), decided.price(), decided.leader(), decided.closesAt());
        }

        @Override
        public Result close(Instant at) {
            arena.ring(at);
            if (!(arena.newDecisions().getLast() instanceof Decision.Closed closed)) {
                throw new AssertionError("the log does not end with the close");
            }
            return closed.result();
        }

        @Override
        public @Nullable Instant intervene(Decision.Intervention wish) {
            arena.setTime(wish.decidedAt());
            if (arena.auctions().intervene(auction, Wishes.of(wish)) != Effect.DONE) {
                return null;
            }
            arena.newDecisions();
            return arena.auctions().find(auction).orElseThrow().standing().closesAt();
        }
    }
}
