package dev.gavel.server.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Money;
import dev.gavel.auction.Outcome;
import dev.gavel.auction.Reason;
import dev.gavel.auction.RequestId;
import dev.gavel.auction.Result;
import dev.gavel.server.arena.LogEntry;
import dev.gavel.server.arena.LogGapException;
import dev.gavel.server.arena.LogSource;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A ledger that has read some of the log, and a log that begins where the ledger was. */
class AuditTrailTest {
    private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");
    private static final AuctionId AUCTION = new AuctionId(17);
    private static final AuctionId NEIGHBOUR = new AuctionId(18);
    private static final Bucket BUCKET = new Bucket(0);

    private final List<Decision> decisions = new ArrayList<>();
    private final AuditTrail trail = new AuditTrail(new FakeLedger(), new FakeLog(), new Buckets(1));
    /** How many of {@link #decisions} the ledger has; each is an entry of the log. */
    private int inLedger;
    /** How many entries are trimmed. */
    private int trimmed;

    private int gaps;

    private void decideSix() {
        decisions.add(bid(AUCTION, 1, new Outcome.Leading()));
        decisions.add(bid(AUCTION, 2, new Outcome.Refused(Reason.TOO_LOW)));
        decisions.add(bid(NEIGHBOUR, 1, new Outcome.Leading()));
        decisions.add(bid(AUCTION, 3, new Outcome.Outbid()));
        decisions.add(bid(AUCTION, 4, new Outcome.Leading()));
        decisions.add(new Decision.Closed(AUCTION, 5, AT, AT, new Result.Sold(new AccountId("ann"), new Money(1_000))));
    }

    private static Decision bid(AuctionId auction, long sequence, Outcome outcome) {
        var bid = new Bid(new AccountId("ann"), new Money(5_000), RequestId.at(AT, new Random(sequence)));
        return new Decision.BidDecided(
                auction, sequence, AT, bid, AT, outcome, new Money(1_000), new AccountId("ann"), AT);
    }

    private List<String> read(long after, int limit) {
        return trail.read(AUCTION, after, limit).orElseThrow().decisions().stream()
                .map(it -> it.sequence() + " " + (it.outcome() == null ? it.kind() : it.outcome()))
                .toList();
    }

    @Test
    void whereverTheLedgerStandsAllDecisionsAreThereOnce() {
        decideSix();
        for (inLedger = 0; inLedger <= decisions.size(); inLedger++) {
            assertThat(read(-1, 50))
                    .as("%d in the ledger", inLedger)
                    .containsExactly("0 LISTED", "1 LEADING", "2 TOO_LOW", "3 OUTBID", "4 LEADING", "5 SOLD");
            assertThat(read(2, 2)).as("%d in the ledger", inLedger).containsExactly("3 OUTBID", "4 LEADING");
        }
    }

    @Test
    void aFullPageSaysWhereTheNextBeginsAndTheLastOneDoesNot() {
        decideSix();
        inLedger = 2;
        var page = trail.read(AUCTION, 0, 3).orElseThrow();
        assertThat(page.next()).isEqualTo(3);
        assertThat(page.last()).isEqualTo(3);
        page = trail.read(AUCTION, 3, 3).orElseThrow();
        assertThat(page.next()).isNull();
        assertThat(page.last()).isEqualTo(5);
    }

    @Test
    void whereTheLogWasTrimmedMeanwhileTheLedgerIsAskedAgain() {
        decideSix();
        trimmed = 3;
        gaps = 1;
        assertThat(read(-1, 50)).hasSize(6).endsWith("5 SOLD");
        inLedger = 0;
        gaps = 100;
        assertThatThrownBy(() -> read(-1, 50)).isInstanceOf(LogGapException.class);
    }

    @Test
    void anUnknownAuctionHasNone() {
        assertThat(trail.read(new AuctionId(99), -1, 10)).isEmpty();
    }

    private final class FakeLedger implements LedgerView {
        @Override
        public int shardOf(Bucket bucket) {
            return 0;
        }

        @Override
        public List<Views.Shard> shards() {
            return List.of();
        }

        @Override
        public List<Views.Quarantined> quarantine(int limit) {
            return List.of();
        }

        @Override
        public Optional<Kept> decisions(AuctionId auction, long after, int limit) {
            if (!auction.equals(AUCTION)) {
                return Optional.empty();
            }
            List<Views.Decided> kept = new ArrayList<>(List.of(Views.Decided.listed(AT)));
            decisions.subList(0, inLedger).stream()
                    .filter(it -> it.auction().equals(AUCTION))
                    .map(AuditTrail::view)
                    .forEach(kept::add);
            long last = kept.getLast().sequence();
            return Optional.of(new Kept(
                    "KRW",
                    kept.stream()
                            .filter(it -> it.sequence() > after)
                            .limit(limit)
                            .toList(),
                    last,
                    inLedger));
        }
    }

    private final class FakeLog implements LogSource {
        @Override
        public Map<Bucket, List<LogEntry>> read(Map<Bucket, Long> positions) {
            int from = Math.toIntExact(positions.getOrDefault(BUCKET, 0L));
            if (from < trimmed && gaps > 0) {
                gaps--;
                inLedger = gaps == 0 ? trimmed : inLedger;
                throw new LogGapException(BUCKET, from, "it was trimmed");
            }
            // Two at a time: what is left does not fit one read.
            List<LogEntry> entries = new ArrayList<>();
            for (int at = from; at < Math.min(from + 2, decisions.size()); at++) {
                entries.add(new LogEntry(BUCKET, at + 1L, List.of(decisions.get(at))));
            }
            return entries.isEmpty() ? Map.of() : Map.of(BUCKET, entries);
        }

        @Override
        public Map<Bucket, Long> ends(List<Bucket> buckets) {
            return Map.of();
        }

        @Override
        public void done(String reader, Map<Bucket, Long> positions) {}
    }
}
