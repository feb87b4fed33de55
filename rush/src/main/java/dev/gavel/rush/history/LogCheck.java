package dev.gavel.rush.history;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.auction.Decision.Closed;
import dev.gavel.auction.Decision.Opened;
import dev.gavel.auction.Disagreement;
import dev.gavel.auction.Outcome;
import dev.gavel.auction.Reason;
import dev.gavel.auction.Result;
import dev.gavel.auction.Witness;
import dev.gavel.rush.history.Kept.LedgerBid;
import dev.gavel.rush.history.Violation.Promise;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One auction's log in itself, against the referee, and against the ledger. */
final class LogCheck {
    private final Kept kept;
    private final Sink sink;

    /** Takes what was broken. */
    interface Sink {
        void broken(Promise promise, AuctionId auction, String what);
    }

    LogCheck(Kept kept, Sink sink) {
        this.kept = kept;
        this.sink = sink;
    }

    void run() {
        if (kept.log().isEmpty() || !(kept.log().getFirst() instanceof Opened opened)) {
            broken(Promise.NO_GAP, "the log does not begin with the opening");
            return;
        }
        noGap();
        bell(opened);
        Witness witness = referee(opened);
        winner(witness);
        ledger();
    }

    private void noGap() {
        long expected = 0;
        for (Decision decision : kept.log()) {
            if (decision.sequence() != expected) {
                broken(Promise.NO_GAP, "sequence " + decision.sequence() + " where " + expected + " was due");
                expected = decision.sequence();
            }
            expected++;
        }
    }

    /** By the log's own times, so this holds whatever the clocks of bidders say. */
    private void bell(Opened opened) {
        Instant closesAt = opened.terms().schedule().closesAt();
        boolean ended = false;
        for (Decision decision : kept.log()) {
            if (decision instanceof BidDecided decided) {
                boolean inTime = decided.receivedAt().isBefore(closesAt);
                if (decided.outcome().accepted() && (!inTime || ended)) {
                    broken(Promise.NOT_AFTER_THE_BELL, at(decided) + "; it closed at " + closesAt);
                }
                if (isClosed(decided.outcome()) && inTime) {
                    broken(Promise.NOT_CLOSED_EARLY, at(decided) + "; it closes at " + closesAt);
                }
                closesAt = decided.closesAt();
            } else if (decision instanceof Decision.Postponed moved) {
                closesAt = moved.closesAt();
            } else if (decision instanceof Decision.Resumed resumed) {
                closesAt = resumed.closesAt();
            } else if (decision instanceof Closed) {
                ended = true;
            }
        }
    }

    private static String at(BidDecided decided) {
        return "bid " + decided.sequence() + ", received at " + decided.receivedAt() + ", was decided as "
                + Told.word(decided.outcome());
    }

    private static boolean isClosed(Outcome outcome) {
        return outcome instanceof Outcome.Refused(Reason reason) && reason == Reason.CLOSED;
    }

    private Witness referee(Opened opened) {
        Witness witness = Witness.opened(opened);
        for (Decision decision : kept.log().subList(1, kept.log().size())) {
            witness = witness.observe(decision);
        }
        Disagreement found = witness.disagreement();
        if (found != null) {
            broken(Promise.REFEREE_AGREES, found.toString());
        }
        return witness;
    }

    private void winner(Witness witness) {
        // Not always the last: bids that come after it are decided, too, as closed.
        Result logged = kept.log().stream()
                .filter(Closed.class::isInstance)
                .map(Closed.class::cast)
                .findFirst()
                .map(Closed::result)
                .orElse(null);
        @Nullable Result judged = witness.result();
        if (logged == null || !logged.equals(judged) || !logged.equals(kept.result())) {
            broken(
                    Promise.WINNER_RIGHT,
                    "the log says " + logged + ", the referee " + judged + ", the ledger " + kept.result());
        }
    }

    private void ledger() {
        List<LedgerBid> accepted = kept.log().stream()
                .filter(BidDecided.class::isInstance)
                .map(BidDecided.class::cast)
                .filter(decided -> decided.outcome().accepted())
                .map(LedgerBid::of)
                .toList();
        int common = Math.min(accepted.size(), kept.ledger().size());
        for (int i = 0; i < common; i++) {
            if (!Objects.equals(accepted.get(i), kept.ledger().get(i))) {
                broken(
                        Promise.LEDGER_HAS_ALL,
                        "the log has bid " + accepted.get(i).sequence() + " where the ledger has "
                                + kept.ledger().get(i).sequence() + ", or with other content");
                return;
            }
        }
        if (accepted.size() != kept.ledger().size()) {
            broken(
                    Promise.LEDGER_HAS_ALL,
                    accepted.size() + " bids were accepted, " + kept.ledger().size() + " are in the ledger");
        }
    }

    private void broken(Promise promise, String what) {
        sink.broken(promise, kept.auction(), what);
    }
}
