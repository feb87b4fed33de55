package dev.gavel.rush.targets;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision;
import dev.gavel.server.ledger.Ledger;
import dev.gavel.server.recovery.LedgerSide;
import dev.gavel.server.settlement.Verdict.Settled;
import dev.gavel.shards.Bucket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The decisions about auctions as the ledger has them, where Redis has lost the log that they came by. */
final class LedgerLog {
    private static final Duration SETTLED_WITHIN = Duration.ofHours(1);

    private LedgerLog() {}

    /** Of auctions that are settled, in the order of their sequences. */
    static Map<AuctionId, List<Decision>> read(Ledger ledger, Set<AuctionId> auctions) {
        Map<AuctionId, List<Decision>> decisions = new HashMap<>();
        Set<Bucket> buckets = auctions.stream()
                .map(id -> ledger.router().bucketOf(id.value()))
                .collect(Collectors.toSet());
        LedgerSide source = ledger.arenaSource();
        for (Bucket bucket : buckets) {
            source.auctions(bucket, SETTLED_WITHIN, kept -> {
                AuctionId id = kept.listing().id();
                List<Decision> of = new ArrayList<>();
                of.add(new Decision.Opened(
                        id, kept.listing().listedAt(), kept.listing().terms()));
                kept.decisions().forEachRemaining(of::add);
                if (auctions.contains(id)) {
                    decisions.put(id, of);
                }
            });
        }
        decisions.forEach((id, of) -> {
            close(ledger, id).ifPresent(of::add);
            of.sort(Comparator.comparingLong(Decision::sequence));
        });
        return decisions;
    }

    private static Optional<Decision> close(Ledger ledger, AuctionId id) {
        Optional<Settled> settled = ledger.reads().result(id);
        return settled.map(it -> new Decision.Closed(id, it.sequence(), it.decidedAt(), it.closesAt(), it.result()));
    }
}
