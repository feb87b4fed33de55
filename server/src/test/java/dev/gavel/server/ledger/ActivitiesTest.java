package dev.gavel.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.Decision;
import dev.gavel.shards.Bucket;
import org.junit.jupiter.api.Test;

final class ActivitiesTest {
    private final Activities activities = new Activities(1_000);
    private final Story story = new Story(5);
    private final Decision opened = story.opened();
    private long amount = 2_000;

    @Test
    void a_trace_is_written_once() {
        assertThat(isWritten(activities, bid("ann", 600))).isTrue();
        assertThat(isWritten(activities, bid("ann", 500))).isFalse();
        assertThat(isWritten(activities, bid("bob", 400))).isTrue();
    }

    @Test
    void each_hour_has_one() {
        assertThat(isWritten(activities, bid("ann", 7_200))).isTrue();
        assertThat(isWritten(activities, bid("ann", 600))).isTrue();
    }

    @Test
    void what_was_rolled_back_is_written_again() {
        assertThat(isWritten(activities, bid("ann", 600))).isTrue();
        activities.rolledBack();
        assertThat(isWritten(activities, bid("ann", 500))).isTrue();
    }

    @Test
    void traces_that_share_a_place_are_written_too_often_rather_than_not() {
        var crowded = new Activities(1);
        assertThat(isWritten(crowded, bid("ann", 600))).isTrue();
        assertThat(isWritten(crowded, bid("bob", 500))).isTrue();
        assertThat(isWritten(crowded, bid("ann", 400))).isTrue();
        assertThat(isWritten(crowded, bid("ann", 300))).isFalse();
    }

    private Decision bid(String bidder, long secondsBefore) {
        amount += 1_000;
        return story.bid(bidder, amount, secondsBefore);
    }

    private boolean isWritten(Activities by, Decision bid) {
        var progress = new Progress(new Bucket(3), story.id(), new Known.Unheard());
        progress.observe(opened);
        progress.observe(bid);
        assertThat(progress.accepted()).hasSize(1);
        var text = new CopyText();
        by.write(text, progress);
        return !text.isEmpty();
    }
}
