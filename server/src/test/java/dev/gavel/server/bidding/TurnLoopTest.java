package dev.gavel.server.bidding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Money;
import dev.gavel.auction.RequestId;
import dev.gavel.server.arena.Turn;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The loop against an arena that answers when, and as, the test says. */
class TurnLoopTest {
    private static final Random RANDOM = new Random(3);
    private static final AuctionId AUCTION = new AuctionId(42);
    private static final Answer NOT_THERE = new Answer.UnknownAuction();

    private final EventExecutor thread = new DefaultEventExecutor();
    private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();

    private record Asked(Turn turn, CompletableFuture<List<Answer>> answer) {}

    @AfterEach
    void stop() {
        var _ = thread.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    @Test
    void aTurnWithoutAnswerIsAskedAgainWithTheSameBytes() throws InterruptedException {
        try (TurnLoop loop = loop(Duration.ofSeconds(30), 100)) {
            place(loop);
            Asked first = nextTurn();
            first.answer.completeExceptionally(new IllegalStateException("the connection was lost"));
            Asked second = nextTurn();
            assertThat(second.turn.pack()).isEqualTo(first.turn.pack());
            assertThat(answers).isEmpty();
            second.answer.complete(List.of(NOT_THERE));
            assertThat(nextAnswer()).isEqualTo(NOT_THERE);
        }
    }

    @Test
    void bidsThatCameMeanwhileWaitForTheTurnThatIsAskedAgain() throws InterruptedException {
        try (TurnLoop loop = loop(Duration.ofSeconds(30), 100)) {
            place(loop);
            Asked first = nextTurn();
            place(loop);
            place(loop);
            first.answer.completeExceptionally(new IllegalStateException("the connection was lost"));
            Asked again = nextTurn();
            assertThat(again.turn.bids()).hasSize(1);
            again.answer.complete(List.of(NOT_THERE));
            Asked next = nextTurn();
            assertThat(next.turn.bids()).hasSize(2);
            next.answer.complete(List.of(NOT_THERE, NOT_THERE));
        }
        assertThat(answers).hasSize(3);
    }

    @Test
    void afterRetryingLongEnoughTheBidderIsToldThatTheOutcomeIsUnknown() throws InterruptedException {
        try (TurnLoop loop = loop(Duration.ZERO, 100)) {
            place(loop);
            nextTurn().answer.completeExceptionally(new IllegalStateException("the connection was lost"));
            assertThat(nextAnswer()).isEqualTo(new Answer.Unknown());
            place(loop);
            nextTurn().answer.complete(List.of(NOT_THERE));
            assertThat(nextAnswer()).isEqualTo(NOT_THERE);
        }
    }

    @Test
    void moreThanMayWaitAreTurnedAwayAtOnce() throws InterruptedException {
        try (TurnLoop loop = loop(Duration.ofSeconds(30), 2)) {
            place(loop);
            Asked first = nextTurn();
            place(loop);
            place(loop);
            assertThat(nextAnswer()).isInstanceOf(Answer.Overloaded.class);
            first.answer.complete(List.of(NOT_THERE));
            nextTurn().answer.complete(List.of(NOT_THERE));
        }
    }

    @Test
    void bidsAreTurnedAwayInTimeAlsoWhileTheArenaKeepsItsReplyBack() throws InterruptedException {
        try (TurnLoop loop = loop(Duration.ofSeconds(30), 10_000, Duration.ofMillis(20), this::ask)) {
            place(loop);
            Asked first = nextTurn();
            Answer refused = null;
            for (int i = 0; i < 1_000 && refused == null; i++) {
                place(loop);
                refused = answers.poll(10, TimeUnit.MILLISECONDS);
            }
            assertThat(refused).isInstanceOf(Answer.Overloaded.class);
            first.answer.complete(List.of(NOT_THERE));
            Asked rest = nextTurn();
            rest.answer.complete(rest.turn.bids().stream().map(_ -> NOT_THERE).toList());
        }
    }

    /** Each of which may come when the thread has just looked for the last time. */
    @Test
    void noBidIsForgottenHoweverItMeetsTheReplyOfTheTurnBefore() throws InterruptedException {
        try (TurnLoop loop = loop(Duration.ofSeconds(30), 100, (_, turn) -> {
            List<Answer> all = turn.bids().stream().map(_ -> NOT_THERE).toList();
            return CompletableFuture.supplyAsync(() -> () -> all);
        })) {
            for (int i = 0; i < 20_000; i++) {
                place(loop);
                assertThat(nextAnswer()).isEqualTo(NOT_THERE);
            }
        }
    }

    @Test
    void closingAnswersWhatIsQueuedAndRefusesWhatStillComes() throws InterruptedException {
        TurnLoop loop = loop(Duration.ofSeconds(30), 100);
        place(loop);
        Asked first = nextTurn();
        place(loop);
        Thread closing = Thread.ofVirtual().start(loop::close);
        Answer refused;
        do {
            place(loop);
            refused = answers.poll(10, TimeUnit.MILLISECONDS);
        } while (refused == null);
        assertThat(refused).isInstanceOf(Answer.Overloaded.class);
        first.answer.complete(List.of(NOT_THERE));
        Asked rest = nextTurn();
        rest.answer.complete(rest.turn.bids().stream().map(_ -> NOT_THERE).toList());
        closing.join();
        assertThat(answers).hasSize(1 + rest.turn.bids().size());
    }

    @Test
    void theNextTurnLeavesBeforeTheReplyIsReadAndItsAnswersComeLater() throws InterruptedException {
        var read = new CompletableFuture<List<Answer>>();
        try (TurnLoop loop = loop(Duration.ofSeconds(30), 100, (_, turn) -> {
            var answer = new CompletableFuture<List<Answer>>();
            asked.add(new Asked(turn, answer));
            return answer.thenApply(answers -> answers.isEmpty() ? read::join : () -> answers);
        })) {
            place(loop);
            Asked first = nextTurn();
            place(loop);
            first.answer.complete(List.of());
            Asked second = nextTurn();
            second.answer.complete(List.of(new Answer.Unknown()));
            assertThat(answers).isEmpty();
            read.complete(List.of(NOT_THERE));
            assertThat(nextAnswer()).isEqualTo(NOT_THERE);
            assertThat(nextAnswer()).isEqualTo(new Answer.Unknown());
        }
    }

    @Test
    void aReplyThatCannotBeReadLeavesTheOutcomeUnknownAndTheBucketFree() throws InterruptedException {
        try (TurnLoop loop = loop(Duration.ofSeconds(30), 100, (_, turn) -> {
            var answer = new CompletableFuture<List<Answer>>();
            asked.add(new Asked(turn, answer));
            return answer.thenApply(answers -> () -> {
                if (answers.isEmpty()) {
                    throw new IllegalStateException("not a reply");
                }
                return answers;
            });
        })) {
            place(loop);
            nextTurn().answer.complete(List.of());
            assertThat(nextAnswer()).isEqualTo(new Answer.Unknown());
            place(loop);
            nextTurn().answer.complete(List.of(NOT_THERE));
            assertThat(nextAnswer()).isEqualTo(NOT_THERE);
        }
    }

    private TurnLoop loop(Duration retryFor, int waitingMax) {
        return loop(retryFor, waitingMax, this::ask);
    }

    private TurnLoop loop(
            Duration retryFor, int waitingMax, BiFunction<Bucket, Turn, CompletionStage<TurnReply>> arena) {
        return loop(retryFor, waitingMax, Duration.ofSeconds(60), arena);
    }

    private TurnLoop loop(
            Duration retryFor,
            int waitingMax,
            Duration waitMax,
            BiFunction<Bucket, Turn, CompletionStage<TurnReply>> arena) {
        var config = new BiddingConfig(10, 4, 10, waitingMax, waitMax, Duration.ofMillis(1), retryFor);
        return new TurnLoop(config, new Buckets(64), arena, _ -> "", thread, new SimpleMeterRegistry());
    }

    private CompletionStage<TurnReply> ask(Bucket bucket, Turn turn) {
        var answer = new CompletableFuture<List<Answer>>();
        asked.add(new Asked(turn, answer));
        return answer.thenApply(answers -> () -> answers);
    }

    private void place(TurnLoop loop) {
        var bid = new Bid(new AccountId("ann"), new Money(1), RequestId.at(Instant.EPOCH, RANDOM));
        loop.place(AUCTION, bid, 0, answers::add);
    }

    private Asked nextTurn() throws InterruptedException {
        Asked next = asked.poll(10, TimeUnit.SECONDS);
        assertThat(next).as("a turn").isNotNull();
        return next;
    }

    private Answer nextAnswer() throws InterruptedException {
        Answer next = answers.poll(10, TimeUnit.SECONDS);
        assertThat(next).as("an answer").isNotNull();
        return next;
    }
}
