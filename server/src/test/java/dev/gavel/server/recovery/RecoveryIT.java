package dev.gavel.server.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Money;
import dev.gavel.auction.RequestId;
import dev.gavel.auction.Standing;
import dev.gavel.auction.random.RandomAuctions;
import dev.gavel.dev.SharedStores;
import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaException;
import dev.gavel.server.arena.ArenaKeys;
import dev.gavel.server.arena.ArrivedBid;
import dev.gavel.server.arena.NotLevelException;
import dev.gavel.server.arena.Turn;
import dev.gavel.server.bidding.Answer;
import dev.gavel.server.bidding.PlaceBids;
import dev.gavel.server.listing.Wish;
import dev.gavel.shards.Bucket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Redis comes back with less than the ledger has, and is made again what it was. */
final class RecoveryIT {
    private static final int BIDS = 3_000;

    private final Random random = new Random(1);
    private final Venue venue = venue();

    private static Venue venue() {
        SharedStores.reset();
        return new Venue(SharedStores.redis(), RandomAuctions.seed());
    }

    @AfterEach
    void close() {
        venue.close();
    }

    @Test
    void anEmptyRedisIsMadeAgainWhatItWas() {
        venue.play(BIDS);
        venue.awaitRead();
        Map<String, String> before = venue.snapshot();
        SharedStores.redis().flushAll();

        List<BucketReport> reports = recover();

        assertThat(reports).hasSize(Venue.BUCKETS.count());
        assertThat(venue.snapshot()).isEqualTo(before);
        venue.requireSameAnswers();
    }

    @Test
    void afterARecoveryBiddingGoesOnWithoutAGapAndTheLedgerFollows() {
        venue.play(BIDS);
        venue.awaitRead();
        SharedStores.redis().flushAll();
        recover();
        List<AuctionId> open = venue.running();
        Map<AuctionId, Long> sequences = new HashMap<>();
        open.forEach(id -> sequences.put(id, venue.standing(id).sequence()));

        for (AuctionId id : open) {
            Answer answer = venue.answer(id, bid());
            assertThat(answer)
                    .isInstanceOfSatisfying(
                            Answer.Decided.class,
                            decided -> assertThat(decided.receipt().sequence())
                                    .isEqualTo(sequences.getOrDefault(id, 0L) + 1));
        }
        venue.play(BIDS / 4);
        venue.awaitRead();
        venue.ringAll();
        venue.awaitRead();

        assertThat(venue.ledger.status()).allSatisfy(status -> {
            assertThat(status.stopped()).isEmpty();
            assertThat(status.counts().quarantined()).isZero();
        });
        var audit = venue.ledger.audit().all(Instant.now(), Duration.ofSeconds(1));
        assertThat(audit.clean()).as("%s", audit).isTrue();
        assertThat(audit.open()).isZero();
    }

    @Test
    void closesThatAnOutageMovedAreMovedInTheNewArenaAndAgainByItsLoss() {
        venue.play(BIDS / 4);
        venue.watchAll(Duration.ZERO);
        venue.watchAll(Duration.ofDays(30));
        venue.awaitRead();
        Map<String, String> before = venue.snapshot();
        Map<AuctionId, Instant> closes = new HashMap<>();
        venue.running().stream()
                .map(id -> Map.entry(id, venue.standing(id)))
                .filter(open -> open.getValue().state() == Standing.State.OPEN)
                .forEach(open -> closes.put(open.getKey(), open.getValue().closesAt()));
        assertThat(closes).isNotEmpty();
        assertThat(closes.values()).allMatch(at -> at.isAfter(venue.now()), "is later than the outage");

        SharedStores.redis().flushAll();
        recover();
        assertThat(venue.snapshot()).isEqualTo(before);

        venue.watchAll(Duration.ofDays(90));
        closes.forEach((id, closesAt) -> {
            assertThat(venue.standing(id).state()).isEqualTo(Standing.State.OPEN);
            assertThat(venue.standing(id).closesAt()).isAfter(closesAt.plus(Duration.ofDays(60)));
        });
        venue.awaitRead();
        assertThat(venue.ledger.status())
                .allSatisfy(status -> assertThat(status.counts().quarantined()).isZero());
    }

    @Test
    void anEmptyRedisDecidesNothing() {
        venue.play(BIDS / 4);
        venue.awaitRead();
        AuctionId auction = venue.running().getFirst();
        SharedStores.redis().flushAll();

        assertThatThrownBy(() -> venue.answer(auction, bid()))
                .isInstanceOf(ArenaException.class)
                .hasCauseInstanceOf(NotLevelException.class);
        assertThatThrownBy(() -> venue.auctions.intervene(auction, Wish.Cancel.bySeller(new AccountId("sam"))))
                .hasCauseInstanceOf(NotLevelException.class);
        assertThatThrownBy(() ->
                        venue.auctions.open(venue.ledger.catalog().find(auction).orElseThrow()))
                .hasCauseInstanceOf(NotLevelException.class);
        assertThat(venue.snapshot()).isEmpty();
    }

    /** A process that knows nothing but the ledger. */
    @Test
    void aNodeThatHasJustStartedIsHeldByTheLedgersPositions() {
        venue.play(BIDS / 4);
        venue.awaitRead();
        AuctionId auction = venue.running().getFirst();
        SharedStores.redis().flushAll();
        try (Arena fresh = venue.another(SharedStores.redis())) {
            List<BucketLevel> levels = venue.recovery(fresh).levels();
            assertThat(levels).filteredOn(level -> level.ledger() > 0).noneMatch(BucketLevel::level);
            Bucket bucket = Venue.BUCKETS.of(auction.value());
            var turn = Turn.of(List.of(new ArrivedBid(auction, bid(), 0)));
            assertThatThrownBy(() -> fresh.await("placing", new PlaceBids(fresh).place(bucket, turn)))
                    .hasCauseInstanceOf(NotLevelException.class);
        }
    }

    @Test
    void aBucketThatIsBeingRecoveredTakesNoBidsAndIsNobodyElses() {
        venue.play(BIDS / 4);
        AuctionId auction = venue.running().getFirst();
        Bucket bucket = Venue.BUCKETS.of(auction.value());
        Claim claim = Claim.take(venue.arena, bucket, Long.MAX_VALUE).orElseThrow();

        assertThat(Claim.take(venue.arena, bucket, Long.MAX_VALUE)).isEmpty();
        assertThatThrownBy(() -> venue.answer(auction, bid())).hasCauseInstanceOf(NotLevelException.class);

        // The one that had it died; who takes it over begins anew, and the first one cannot write any more.
        venue.pass(Claim.LEASE.plusMillis(1));
        Map<String, String> before = venue.snapshot();
        recover();
        assertThat(venue.snapshot()).isEqualTo(before);
        claim.command("UNLINK", ArenaKeys.due(bucket));
        assertThatThrownBy(claim::renew).hasCauseInstanceOf(NotLevelException.class);
        assertThat(venue.snapshot()).isEqualTo(before);
        assertThat(venue.answer(auction, bid())).isInstanceOf(Answer.Decided.class);
    }

    @Test
    void aReaderThatStillHeldEntriesOfTheLostLogMakesTheRebuildBeginAgain() {
        venue.play(BIDS / 4);
        venue.awaitRead();
        Map<String, String> before = venue.snapshot();
        SharedStores.redis().flushAll();
        var meddled = new LedgerSide() {
            private final LedgerSide ledger = venue.ledger.arenaSource();
            private final Set<Bucket> refused = ConcurrentHashMap.newKeySet();

            @Override
            public Map<Bucket, Long> positions() {
                return ledger.positions();
            }

            @Override
            public void auctions(Bucket bucket, Duration settledWithin, Consumer<KeptAuction> each) {
                ledger.auctions(bucket, settledWithin, each);
            }

            @Override
            public Instant heardAt(Bucket bucket) {
                return ledger.heardAt(bucket);
            }

            @Override
            public boolean move(Bucket bucket, long from, long to) {
                return !refused.add(bucket) && ledger.move(bucket, from, to);
            }
        };
        Recovery recovery = venue.recovery(venue.arena, meddled);
        List<BucketLevel> unlevel =
                recovery.levels().stream().filter(level -> !level.level()).toList();
        recovery.recover(unlevel, _ -> {});

        assertThat(meddled.refused).hasSameSizeAs(unlevel).isNotEmpty();
        assertThat(venue.snapshot()).isEqualTo(before);
        assertThat(recovery.levels()).allMatch(level -> level.level() && level.arena() == level.ledger());
        // Another node that looked at the same time comes too late.
        List<BucketReport> again = new ArrayList<>();
        recovery.recover(unlevel, again::add);
        assertThat(again).isEmpty();
    }

    private Bid bid() {
        return new Bid(
                new AccountId("zoe"), new Money(1 + random.nextInt(1_000_000)), RequestId.at(venue.now(), random));
    }

    private List<BucketReport> recover() {
        List<BucketReport> reports = new ArrayList<>();
        Recovery recovery = venue.recovery();
        recovery.recover(recovery.levels(), reports::add);
        return reports;
    }
}
