package dev.gavel.server.ledger;

import dev.gavel.auction.AuctionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What an audit found.
 *
 * @param checked auctions looked at
 * @param agreeing settled, and the referee finds the same again
 * @param differing settled otherwise than the referee finds
 * @param quarantined in quarantine, so without a result
 * @param open neither settled nor past their close
 * @param overdue past their close, but neither settled nor in quarantine
 * @param differences of the first {@link #LISTED_MAX} that differ
 * @param overdueAuctions the first {@link #LISTED_MAX} of them
 */
public record AuditReport(
        long checked,
        long agreeing,
        long differing,
        long quarantined,
        long open,
        long overdue,
        List<Difference> differences,
        List<AuctionId> overdueAuctions) {
    /** Where more than these differ, one by one is not how to look at them. */
    public static final int LISTED_MAX = 1_000;

    /** Both sides in words; neither holds a hidden maximum. */
    public record Difference(AuctionId auction, String ledger, String referee) {}

    public AuditReport {
        differences = List.copyOf(differences);
        overdueAuctions = List.copyOf(overdueAuctions);
    }

    /** Whether nothing asks for an operator. */
    public boolean clean() {
        return differing == 0 && quarantined == 0 && overdue == 0;
    }

    static AuditReport sum(Collection<AuditReport> reports) {
        List<Difference> differences = new ArrayList<>();
        List<AuctionId> overdue = new ArrayList<>();
        for (AuditReport one : reports) {
            differences.addAll(one.differences);
            overdue.addAll(one.overdueAuctions);
        }
        return new AuditReport(
                reports.stream().mapToLong(AuditReport::checked).sum(),
                reports.stream().mapToLong(AuditReport::agreeing).sum(),
                reports.stream().mapToLong(AuditReport::differing).sum(),
                reports.stream().mapToLong(AuditReport::quarantined).sum(),
                reports.stream().mapToLong(AuditReport::open).sum(),
                reports.stream().mapToLong(AuditReport::overdue).sum(),
                differences.stream().limit(LISTED_MAX).toList(),
                overdue.stream().limit(LISTED_MAX).toList());
    }
}
