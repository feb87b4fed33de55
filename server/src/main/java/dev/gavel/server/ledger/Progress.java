package dev.gavel.server.ledger;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.auction.Disagreement;
import dev.gavel.auction.Disagreement.Matter;
import dev.gavel.auction.Witness;
import dev.gavel.server.settlement.Settlement;
import dev.gavel.server.settlement.Verdict;
import dev.gavel.shards.Bucket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one cycle brings for one auction: everything that its transaction writes. */
final class Progress {
    private final Bucket bucket;
    private final AuctionId auction;
    private final List<BidDecided> accepted = new ArrayList<>();
    private final List<BidDecided> refused = new ArrayList<>();
    private final List<Decision.Postponed> postponed = new ArrayList<>();
    private final List<Decision.Intervention> interventions = new ArrayList<>();
    private Known known;
    private @Nullable Instant endsAt;
    private Decision.@Nullable Opened opened;
    private @Nullable Disagreement found;
    private @Nullable Verdict verdict;

    Progress(Bucket bucket, AuctionId auction, Known before) {
        this.bucket = bucket;
        this.auction = auction;
        this.known = before;
        this.endsAt = switch (before) {
            case Known.Unheard _ -> null;
            case Known.Live live -> live.endsAt();
            case Known.Ended ended -> ended.endsAt();
        };
    }

    void observe(Decision decision) {
        if (decision instanceof BidDecided bid) {
            keep(bid);
        } else if (decision instanceof Decision.Postponed moved) {
            postponed.add(moved);
        } else if (decision instanceof Decision.Intervention done) {
            interventions.add(done);
        }
        switch (known) {
            case Known.Unheard _ -> begin(decision);
            case Known.Live live -> judge(live, decision);
            case Known.Ended _ -> requireRefusal(decision);
        }
    }

    private void keep(BidDecided bid) {
        if (bid.outcome().accepted()) {
            accepted.add(bid);
            if (endsAt == null) {
                endsAt = bid.closesAt();
            }
        } else if (endsAt != null) {
            refused.add(bid);
        }
    }

    private void begin(Decision decision) {
        if (decision instanceof Decision.Opened first) {
            opened = first;
            endsAt = first.terms().schedule().closesAt();
            known = new Known.Live(Witness.opened(first), null);
        } else {
            find(decision, Matter.SEQUENCE, "nothing, its terms are unknown");
        }
    }

    private void judge(Known.Live live, Decision decision) {
        Witness witness = live.witness().observe(decision);
        Disagreement disagreement = live.disagreement();
        if (disagreement == null && witness.disagreement() != null) {
            disagreement = witness.disagreement();
            found = disagreement;
        }
        known = new Known.Live(witness, disagreement);
        switch (decision) {
            case Decision.Closed _, Decision.Cancelled _ -> end(witness, disagreement, live.endsAt(), decision);
            case Decision.Opened _,
                    BidDecided _,
                    Decision.Postponed _,
                    Decision.Paused _,
                    Decision.Resumed _,
                    Decision.Permitted _ -> {}
        }
    }

    private void end(Witness witness, @Nullable Disagreement disagreement, Instant scheduled, Decision decision) {
        verdict = Settlement.judge(witness, disagreement, decision);
        if (verdict instanceof Verdict.Quarantined quarantined && disagreement == null) {
            found = quarantined.disagreement();
        }
        known = new Known.Ended(scheduled);
    }

    private void requireRefusal(Decision decision) {
        if (!(decision instanceof BidDecided bid) || bid.outcome().accepted()) {
            find(decision, Matter.BELL, "only refusals after the end");
        }
    }

    private void find(Decision decision, Matter matter, String referee) {
        if (found == null) {
            String arena = decision.getClass().getSimpleName() + " at " + decision.decidedAt();
            found = new Disagreement(auction, decision.sequence(), matter, arena, referee);
        }
    }

    Bucket bucket() {
        return bucket;
    }

    AuctionId auction() {
        return auction;
    }

    /** Where the auction stands after the cycle. */
    Known known() {
        return known;
    }

    /** Which partitions the auction's rows belong to; of an auction whose terms are unknown, a guess. */
    Instant endsAt() {
        return endsAt == null ? Instant.EPOCH : endsAt;
    }

    List<BidDecided> accepted() {
        return accepted;
    }

    /** Not those of an auction whose terms are unknown: no row could be found by its end. */
    List<BidDecided> refused() {
        return refused;
    }

    List<Decision.Postponed> postponed() {
        return postponed;
    }

    List<Decision.Intervention> interventions() {
        return interventions;
    }

    /** Null unless the auction was opened in this cycle. */
    Decision.@Nullable Opened opened() {
        return opened;
    }

    /** Null unless the witnesses parted in this cycle. */
    @Nullable
    Disagreement found() {
        return found;
    }

    /** Null unless the auction ended in this cycle. */
    @Nullable
    Verdict verdict() {
        return verdict;
    }
}
