package dev.gavel.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.server.listing.Listing;
import dev.gavel.server.listing.Presentation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LedgerReadsIT {
    private final TestLedger test = new TestLedger();

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void theHistoryOfAnAuctionIsPagedNewestFirst() {
        Story story = test.begin(new Story(41));
        List<Long> accepted = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            BidDecided bid = story.bid("b" + i % 3, 2_000 + i * 300L, 400 - i);
            BidDecided refused = story.bid("low", 1_000, 400 - i);
            test.append(story, bid, refused);
            accepted.addFirst(bid.sequence());
        }
        test.start();
        test.awaitRead();

        List<Long> found = new ArrayList<>();
        long before = Long.MAX_VALUE;
        while (true) {
            List<AcceptedBid> page = test.ledger.reads().history(story.id(), before, 7);
            if (page.isEmpty()) {
                break;
            }
            page.forEach(bid -> found.add(bid.sequence()));
            before = page.getLast().sequence();
        }
        assertThat(found).isEqualTo(accepted);
        AcceptedBid newest =
                test.ledger.reads().history(story.id(), Long.MAX_VALUE, 1).getFirst();
        assertThat(newest.amount().minor()).isEqualTo(2_000 + 199 * 300L);
        assertThat(newest.leading()).isTrue();
        assertThat(newest.toString()).doesNotContain("" + newest.amount().minor());
    }

    @Test
    void aBiddersBidsArePagedNewestFirstOverAllShards() {
        Random random = new Random(4);
        List<BidDecided> all = new ArrayList<>();
        test.start();
        for (int i = 0; i < 12; i++) {
            Story story = test.begin(new Story(500 + i));
            long second = 6 * 3_600;
            for (int n = 0; n < 40; n++) {
                second -= random.nextInt(600);
                BidDecided bid = story.bid(
                        "b" + random.nextInt(3), story.standing().accepted() * 500 + 3_000, Math.max(300, second));
                test.append(story, bid);
                if (bid.outcome().accepted()) {
                    all.add(bid);
                }
            }
            test.awaitRead();
        }
        var bidder = new AccountId("b1");
        List<String> expected = all.stream()
                .filter(bid -> bid.bid().bidder().equals(bidder))
                .sorted(Comparator.comparing(BidDecided::decidedAt)
                        .thenComparing(BidDecided::auction)
                        .thenComparingLong(BidDecided::sequence)
                        .reversed())
                .map(bid -> bid.auction() + "/" + bid.sequence())
                .toList();
        assertThat(expected).hasSizeGreaterThan(60);
        for (int limit : new int[] {1, 5, 1_000}) {
            assertThat(pages(bidder, limit)).isEqualTo(expected);
        }
        assertThat(pages(new AccountId("nobody"), 5)).isEmpty();
    }

    private List<String> pages(AccountId bidder, int limit) {
        List<String> found = new ArrayList<>();
        LedgerReads.Place after = null;
        while (true) {
            List<AcceptedBid> page = test.ledger.reads().bidsOf(bidder, after, limit);
            if (page.isEmpty()) {
                return found;
            }
            page.forEach(bid -> found.add(bid.auction() + "/" + bid.sequence()));
            after = LedgerReads.Place.of(page.getLast());
        }
    }

    @Test
    void aRushLeavesFewTracesOfItsBidders() {
        Story story = test.begin(new Story(42));
        List<BidDecided> bids = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
            bids.add(story.bid("b" + i % 10, 2_000 + i * 200L, 300));
        }
        for (int from = 0; from < bids.size(); from += 500) {
            test.log.append(test.bucket(story.id()), bids.subList(from, from + 500));
        }
        test.start();
        test.awaitRead();
        assertThat(test.count("select count(*) from accepted_bid")).isEqualTo(4_000);
        assertThat(test.count("select count(*) from activity")).isEqualTo(10);
        assertThat(pages(new AccountId("b3"), 150)).hasSize(400);
    }

    @Test
    void aListingIsKeptAsItWasGivenAndInsertedOnce() {
        Listing listing = new Story(43).listing();
        test.ledger.catalog().insert(listing);
        test.ledger.catalog().insert(listing);
        assertThat(test.ledger.catalog().find(listing.id())).contains(listing);
        assertThat(test.count("select count(*) from auction")).isEqualTo(1);
        var other = new Listing(listing.id(), Story.proxy(Story.CLOSES.plusSeconds(9_999_999)), "t", "", Story.OPENS);
        assertThatThrownBy(() -> test.ledger.catalog().insert(other))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("43");
    }

    @Test
    void ofTwoChangesOfAListingTheLaterOneStays() {
        Listing listing = new Story(46).listing();
        var catalog = test.ledger.catalog();
        catalog.insert(listing);
        var first = changed(listing, 1, "A lamp, repaired");
        var second = changed(listing, 2, "A lamp, as new");
        catalog.change(second);
        catalog.change(first);
        assertThat(catalog.find(listing.id())).contains(second);
        catalog.change(changed(new Story(47).listing(), 1, "never listed"));
        assertThat(test.count("select count(*) from auction")).isEqualTo(1);
    }

    private static Listing changed(Listing listing, int edits, String title) {
        var shown = new Presentation(title, "", "design", List.of("a".repeat(64), "b".repeat(64)));
        return new Listing(listing.id(), listing.terms(), shown, edits, listing.listedAt());
    }

    @Test
    void aSellersAuctionsArePagedNewestFirstOverAllShards() {
        List<Listing> listed = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            var listing = new Listing(
                    new Story(600 + i).id(), Story.proxy(Story.CLOSES), "t" + i, "", Story.OPENS.plusSeconds(i / 3));
            test.ledger.catalog().insert(listing);
            listed.addFirst(listing);
        }
        List<Listing> found = new ArrayList<>();
        Catalog.Place after = null;
        while (true) {
            var page = test.ledger.catalog().bySeller(new AccountId("seller"), after, 4);
            if (page.isEmpty()) {
                break;
            }
            found.addAll(page);
            after = new Catalog.Place(page.getLast().listedAt(), page.getLast().id());
        }
        assertThat(found).isEqualTo(listed);
    }

    @Test
    void whatWasListedButNotOpenedIsFound() {
        Story opened = test.begin(new Story(44));
        Story forgotten = new Story(45);
        test.ledger.catalog().insert(forgotten.listing());
        test.start();
        test.awaitRead();
        assertThat(test.ledger.catalog().unopened(Duration.ZERO, 10)).containsExactly(forgotten.listing());
        assertThat(test.ledger.catalog().unopened(Duration.ofMinutes(1), 10)).isEmpty();
        assertThat(test.ledger.catalog().find(opened.id())).isPresent();
    }

    @Test
    void theAuditFindsATamperedResultAndATamperedBid() {
        for (int i = 0; i < 30; i++) {
            Instant closes = Story.CLOSES.plus(Duration.ofDays(20L * (i % 5)));
            Story story = test.begin(new Story(700 + i, Story.proxy(closes)));
            test.append(story, story.bid("ann", 2_000, 600), story.bid("bob", 2_500 + i, 500));
            if (i != 7) {
                test.append(story, story.closed());
            }
        }
        test.start();
        test.awaitRead();
        Instant later = Story.CLOSES.plus(Duration.ofDays(365));
        AuditReport clean = test.ledger.audit().all(Story.OPENS, Duration.ZERO);
        assertThat(clean.clean()).isTrue();
        assertThat(clean.checked()).isEqualTo(30);
        assertThat(clean.agreeing()).isEqualTo(29);
        assertThat(clean.open()).isEqualTo(1);

        test.execute("update result set leader = 'ann' where auction_id = 703");
        test.execute("update decision set numbers[2] = 2050 where auction_id = 704");
        test.execute("update result set closes_at = closes_at + interval '1 second' where auction_id = 705");
        AuditReport report = test.ledger.audit().all(later, Duration.ofMinutes(5));
        assertThat(report.differing()).isEqualTo(3);
        assertThat(report.differences().stream().map(d -> d.auction().value()))
                .containsExactlyInAnyOrder(703L, 704L, 705L);
        assertThat(report.agreeing()).isEqualTo(26);
        assertThat(report.overdueAuctions()).containsExactly(new Story(707).id());

        assertThat(test.ledger
                        .audit()
                        .one(new Story(703).id(), later, Duration.ZERO)
                        .differences())
                .singleElement()
                .satisfies(d -> assertThat(d.ledger()).contains("winner=ann"))
                .satisfies(d -> assertThat(d.referee()).contains("winner=bob"));
        assertThat(test.ledger
                        .audit()
                        .one(new Story(701).id(), later, Duration.ZERO)
                        .agreeing())
                .isEqualTo(1);
        assertThat(test.ledger
                        .audit()
                        .one(new Story(9_999).id(), later, Duration.ZERO)
                        .checked())
                .isZero();
    }
}
