package dev.gavel.server.ledger;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.gavel.auction.AccountId;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Money;
import dev.gavel.auction.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class QuarantineIT {
    private final TestLedger test = new TestLedger();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
        logged.start();
        logger().addAppender(logged);
    }

    @AfterEach
    void close() {
        logger().detachAppender(logged);
        test.close();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(LedgerReader.class);
    }

    @Test
    void anotherWinnerAtTheCloseIsQuarantinedInsteadOfSettled() {
        Story story = test.begin(new Story(31));
        test.append(story, story.bid("ann", 7_777_777, 600), story.bid("bob", 3_000, 500));
        Decision.Closed honest = story.closed();
        test.append(
                story,
                new Decision.Closed(
                        honest.auction(),
                        honest.sequence(),
                        honest.decidedAt(),
                        honest.closesAt(),
                        new Result.Sold(new AccountId("bob"), new Money(3_100))));
        Story honestStory = test.begin(new Story(32));
        test.append(honestStory, honestStory.bid("ann", 2_000, 600), honestStory.closed());
        test.start();
        test.awaitRead();

        assertThat(test.ledger.reads().result(story.id())).isEmpty();
        assertThat(test.ledger.reads().result(honestStory.id())).isPresent();
        assertThat(test.strings("select matter || ' ' || arena_ended || ' / ' || referee_ended from quarantine"))
                .singleElement()
                .asString()
                .startsWith("RESULT Sold[winner=bob, price=3100], closes at 2026-03-17T12:00:00Z / ")
                .contains("Sold[winner=ann, price=3100]");
        await().atMost(5, SECONDS).until(() -> test.released.contains(honestStory.id()));
        assertThat(test.released).doesNotContain(story.id());
        assertThat(test.ledger.status().stream()
                        .mapToLong(s -> s.counts().quarantined())
                        .sum())
                .isEqualTo(1);
        assertThat(logged.list.stream()
                        .filter(event -> event.getLevel() == Level.ERROR)
                        .map(ILoggingEvent::getFormattedMessage))
                .singleElement()
                .asString()
                .contains("auction 31")
                .doesNotContain("7777777");
    }

    @Test
    void aDisagreementBeforeTheCloseIsKnownAtOnceAndNotForgottenByARestart() {
        Story story = test.begin(new Story(33));
        // About a refusal: after a restart the accepted bids alone would look right.
        Decision.BidDecided refused = story.bid("ann", 999, 700);
        test.append(story, Story.withPrice(refused, 5), story.bid("ann", 2_000, 600));
        test.start();
        test.awaitRead();
        assertThat(test.strings("select matter from quarantine")).containsExactly("PRICE");

        test.restart();
        test.append(story, story.bid("bob", 3_000, 500), story.closed());
        test.awaitRead();
        assertThat(test.ledger.reads().result(story.id())).isEmpty();
        assertThat(test.count("select count(*) from quarantine where closed_sequence = 4"))
                .isEqualTo(1);
    }

    @Test
    void aBidAcceptedAfterTheBellIsFound() {
        Story story = test.begin(new Story(34));
        test.append(story, story.bid("ann", 2_000, 600));
        Story late = new Story(34);
        late.bid("ann", 2_000, 600);
        late.bid("bob", 2_500, 550);
        test.append(story, story.closed(), late.bid("cy", 9_000, 500));
        test.start();
        test.awaitRead();
        assertThat(test.strings("select matter || sequence from quarantine")).containsExactly("BELL3");
        test.restart();
        test.awaitRead();
    }

    @Test
    void decisionsOfAnAuctionThatNobodyOpenedStopNobodyElse() {
        Story unheard = new Story(35);
        Story story = test.begin(new Story(36));
        test.append(unheard, unheard.bid("ann", 2_000, 600));
        test.append(unheard, unheard.closed());
        test.append(story, story.bid("ann", 2_000, 600), story.closed());
        test.start();
        test.awaitRead();
        assertThat(test.strings("select auction_id || matter from quarantine")).containsExactly("35SEQUENCE");
        assertThat(test.ledger.reads().result(story.id())).isPresent();
    }

    @Test
    void aGapInTheSequenceIsFound() {
        Story story = test.begin(new Story(37));
        story.bid("ann", 500, 700);
        test.append(story, story.bid("ann", 2_000, 600), story.closed());
        test.start();
        test.awaitRead();
        assertThat(test.strings("select matter from quarantine")).containsExactly("SEQUENCE");
        assertThat(test.ledger.reads().result(story.id())).isEmpty();
    }
}
