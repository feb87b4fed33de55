package dev.gavel.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Money;
import dev.gavel.auction.Permit;
import dev.gavel.auction.Result;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people did to an auction is kept in the ledger, and judged again from there. */
class KeptInterventionsIT {
    private final TestLedger test = new TestLedger();

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void whatPeopleDidIsKeptAndJudgedByAReaderThatDidNotHearOfIt() {
        Story story = test.begin(new Story(33));
        var olga = new AccountId("olga");
        var bob = new AccountId("bob");
        Instant noon = Story.CLOSES.minusSeconds(500);
        test.start();
        test.append(story, story.bid("ann", 2_000, 600));
        test.append(story, story.done(new Decision.Paused(story.id(), 2, noon, olga, "a fire alarm")));
        test.append(
                story,
                story.done(new Decision.Permitted(
                        story.id(), 3, noon, olga, "", bob, new Permit(Permit.Admission.BLOCKED, null))),
                story.done(new Decision.Permitted(
                        story.id(),
                        4,
                        noon,
                        olga,
                        "",
                        new AccountId("cy"),
                        new Permit(Permit.Admission.APPROVED, new Money(3_000)))));
        test.awaitRead();
        test.restart();
        test.append(story, story.bid("bob", 9_000, 490));
        Instant later = noon.plusSeconds(60);
        test.append(
                story, story.done(new Decision.Resumed(story.id(), 6, later, olga, "", Story.CLOSES.plusSeconds(60))));
        test.awaitRead();
        test.restart();
        // Blocked; above the limit; and a minute after the old close.
        test.append(story, story.bid("bob", 9_000, 400), story.bid("cy", 3_001, 300), story.bid("cy", 3_000, -30));
        test.append(story, story.closed());
        test.awaitRead();

        var settled = test.ledger.reads().result(story.id()).orElseThrow();
        assertThat(settled.result()).isEqualTo(new Result.Sold(new AccountId("cy"), new Money(2_100)));
        assertThat(settled.accepted()).isEqualTo(2);
        assertThat(settled.refused()).isEqualTo(3);
        assertThat(test.ledger
                        .audit()
                        .one(story.id(), Instant.now(), Duration.ZERO)
                        .clean())
                .isTrue();
    }

    @Test
    void anAuctionThatAnOperatorEndedIsSettledWithTheReason() {
        Story story = test.begin(new Story(34));
        test.start();
        test.append(story, story.bid("ann", 2_000, 600));
        test.append(
                story,
                story.done(new Decision.Cancelled(
                        story.id(), 2, Story.CLOSES.minusSeconds(500), new AccountId("olga"), "a wrong description")));
        test.awaitRead();

        var ended = test.ledger.reads().ended(story.id()).orElseThrow();
        assertThat(ended.settled().result()).isEqualTo(new Result.Cancelled());
        assertThat(ended.settled().accepted()).isEqualTo(1);
        assertThat(ended.notice()).isEqualTo("a wrong description");
        assertThat(test.ledger
                        .audit()
                        .one(story.id(), Instant.now(), Duration.ZERO)
                        .clean())
                .isTrue();
    }
}
