package dev.gavel.server.operations;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Outcome;
import dev.gavel.server.arena.LogEntry;
import dev.gavel.server.arena.LogGapException;
import dev.gavel.server.arena.LogSource;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An auction's decisions one by one: those of the ledger, and from the bid log what the ledger does not have yet.
 * Refusals are in both.
 */
final class AuditTrail {
    /** Of 64 entries each; what is further ahead of the ledger is shown when the ledger has come nearer. */
    private static final int READS_MAX = 4;

    private static final int TRIES_MAX = 3;

    private final LedgerView ledger;
    private final LogSource log;
    private final Buckets buckets;

    AuditTrail(LedgerView ledger, LogSource log, Buckets buckets) {
        this.ledger = ledger;
        this.log = log;
        this.buckets = buckets;
    }

    Optional<Views.Decisions> read(AuctionId auction, long after, int limit) {
        for (int attempt = 1; ; attempt++) {
            try {
                return ledger.decisions(auction, after, limit).map(kept -> page(auction, kept, after, limit));
            } catch (LogGapException e) {
                // The ledger has read on since, and the log was trimmed up to there.
                if (attempt == TRIES_MAX) {
                    throw e;
                }
            }
        }
    }

    private Views.Decisions page(AuctionId auction, LedgerView.Kept kept, long after, int limit) {
        List<Views.Decided> decided = new ArrayList<>(kept.decisions());
        if (decided.size() < limit) {
            long from = decided.isEmpty() ? after : decided.getLast().sequence();
            fromLog(auction, kept.position(), from, limit, decided);
        }
        Long next = decided.size() < limit ? null : (Long) decided.getLast().sequence();
        long last = decided.isEmpty()
                ? kept.last()
                : Math.max(kept.last(), decided.getLast().sequence());
        return new Views.Decisions(auction.toString(), kept.currency(), List.copyOf(decided), last, next);
    }

    private void fromLog(AuctionId auction, long position, long after, int limit, List<Views.Decided> decided) {
        Bucket bucket = buckets.of(auction.value());
        long from = position;
        for (int reads = 0; reads < READS_MAX; reads++) {
            List<LogEntry> entries = log.read(Map.of(bucket, from)).getOrDefault(bucket, List.of());
            for (LogEntry entry : entries) {
                for (Decision decision : entry.decisions()) {
                    if (decision.auction().equals(auction) && decision.sequence() > after && decided.size() < limit) {
                        decided.add(view(decision));
                    }
                }
                from = entry.number();
            }
            if (entries.isEmpty() || decided.size() == limit) {
                return;
            }
        }
    }

    static Views.Decided view(Decision decision) {
        return switch (decision) {
            case Decision.Opened it -> Views.Decided.listed(it.decidedAt());
            case Decision.BidDecided it ->
                new Views.Decided(
                        it.sequence(),
                        "BID",
                        it.decidedAt(),
                        it.receivedAt(),
                        it.bid().bidder().value(),
                        it.bid().amount().minor(),
                        words(it.outcome()),
                        it.price() == null ? null : it.price().minor(),
                        it.closesAt(),
                        it.bid().requestId().toString(),
                        null,
                        null);
            case Decision.Postponed it -> Views.Decided.postponed(it.sequence(), it.decidedAt(), it.closesAt());
            case Decision.Closed it -> Views.Decided.ended(it.sequence(), it.decidedAt(), it.closesAt(), it.result());
            case Decision.Intervention it -> view(it).because(it.by().value(), it.reason());
        };
    }

    private static Views.Decided view(Decision.Intervention decision) {
        return switch (decision) {
            case Decision.Paused it -> Views.Decided.paused(it.sequence(), it.decidedAt());
            case Decision.Resumed it -> Views.Decided.resumed(it.sequence(), it.decidedAt(), it.closesAt());
            case Decision.Cancelled it -> Views.Decided.cancelled(it.sequence(), it.decidedAt());
            case Decision.Permitted it ->
                Views.Decided.permitted(
                        it.sequence(),
                        it.decidedAt(),
                        it.bidder().value(),
                        it.permit().admission().name(),
                        it.permit().limit() == null ? null : it.permit().limit().minor());
        };
    }

    private static String words(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Leading _ -> "LEADING";
            case Outcome.Outbid _ -> "OUTBID";
            case Outcome.Refused(var reason) -> reason.name();
        };
    }
}
