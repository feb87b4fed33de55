package dev.gavel.cli.demo;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.RequestId;
import dev.gavel.auction.Result;
import dev.gavel.cli.demo.Tally.Decided;
import dev.gavel.cli.demo.Tally.Totals;
import dev.gavel.server.ledger.AuditReport;
import dev.gavel.server.settlement.Verdict.Settled;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares what bidders were told with what arena, referee and ledger say. Pure. */
final class Verdict {
    private static final int FAULTS_MAX = 100;

    private final List<Row> rows = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();

    /** @param ledger null where it was not settled */
    record Row(
            Lot lot,
            long decisions,
            @Nullable Result arena,
            @Nullable Result referee,
            @Nullable Result ledger) {
        boolean agree() {
            return arena != null && arena.equals(referee) && arena.equals(ledger);
        }
    }

    /** @param settled null where the ledger has no result */
    record Case(Lot lot, Evidence evidence, @Nullable Settled settled) {}

    Verdict(List<Case> cases, Collection<Decided> answers, Totals totals, AuditReport audit) {
        Map<AuctionId, Set<Long>> answered = new HashMap<>();
        Map<AuctionId, Evidence> evidence = new HashMap<>();
        for (Case one : cases) {
            evidence.put(one.lot().id(), one.evidence());
            judge(one);
        }
        for (Decided answer : answers) {
            compare(answer, evidence.get(answer.auction()));
            if (!answered.computeIfAbsent(answer.auction(), _ -> new HashSet<>())
                    .add(answer.sequence())) {
                fault("two bids were told sequence " + answer.sequence() + " of auction " + answer.auction());
            }
        }
        for (Case one : cases) {
            int told = answered.getOrDefault(one.lot().id(), Set.of()).size();
            if (told != one.evidence().bids().size()) {
                fault("auction " + one.lot().id() + ": " + one.evidence().bids().size() + " bids were decided, but "
                        + told + " bidders were told so");
            }
        }
        if (totals.unanswered() > 0 || totals.sent() != totals.answered() + totals.unanswered()) {
            fault((totals.sent() - totals.answered()) + " bids were not answered");
        }
        if (totals.repeated() != totals.repeatedAlike()) {
            fault((totals.repeated() - totals.repeatedAlike()) + " bids sent twice were answered differently");
        }
        if (!audit.clean()) {
            fault("the audit of the ledger found something: " + audit);
        }
    }

    List<Row> rows() {
        return rows;
    }

    /** Empty if everything is as it must be. */
    List<String> faults() {
        return faults;
    }

    private void judge(Case one) {
        Evidence evidence = one.evidence();
        Settled settled = one.settled();
        var row = new Row(
                one.lot(),
                evidence.last(),
                evidence.arena(),
                evidence.referee(),
                settled == null ? null : settled.result());
        rows.add(row);
        evidence.faults().forEach(this::fault);
        if (!row.agree()) {
            fault("auction " + one.lot().id() + ": arena " + row.arena() + ", referee " + row.referee() + ", ledger "
                    + row.ledger());
        }
        if (settled != null && settled.accepted() != evidence.accepted()) {
            fault("auction " + one.lot().id() + ": the ledger has " + settled.accepted() + " accepted bids, the log "
                    + evidence.accepted());
        }
    }

    private void compare(Decided answer, @Nullable Evidence evidence) {
        RequestId logged = Objects.requireNonNull(evidence, "an answer of another auction")
                .bids()
                .get(answer.sequence());
        if (!answer.requestId().equals(logged)) {
            fault("auction " + answer.auction() + ", sequence " + answer.sequence() + ": a bidder was told it is "
                    + answer.requestId() + ", the log has " + logged);
        }
    }

    private void fault(String what) {
        if (faults.size() < FAULTS_MAX) {
            faults.add(what);
        }
    }
}
