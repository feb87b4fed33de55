package dev.gavel.cli.demo;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.auction.RequestId;
import dev.gavel.auction.Result;
import dev.gavel.auction.Witness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One auction's bid log from its opening on, judged again. */
final class Evidence {
    private final AuctionId auction;
    private final Map<Long, RequestId> bySequence = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private @Nullable Witness witness;
    private @Nullable Result arena;
    private long last = -1;

    Evidence(AuctionId auction) {
        this.auction = auction;
    }

    void observe(Decision decision) {
        if (decision.sequence() != last + 1) {
            faults.add("sequence " + decision.sequence() + " follows " + last);
        }
        last = decision.sequence();
        Witness known = witness;
        if (decision instanceof Decision.Opened opened) {
            witness = Witness.opened(opened);
        } else if (known == null) {
            faults.add("the log begins without an opening");
        } else {
            witness = known.observe(decision);
        }
        switch (decision) {
            case BidDecided bid -> bySequence.put(bid.sequence(), bid.bid().requestId());
            case Decision.Closed closed -> arena = closed.result();
            case Decision.Cancelled _ -> arena = new Result.Cancelled();
            case Decision.Opened _,
                    Decision.Postponed _,
                    Decision.Paused _,
                    Decision.Resumed _,
                    Decision.Permitted _ -> {}
        }
    }

    /** How it ended as the arena decided; null while it has not. */
    @Nullable
    Result arena() {
        return arena;
    }

    /** How it ended as the referee finds; null while it has not. */
    @Nullable
    Result referee() {
        return witness == null ? null : witness.result();
    }

    long accepted() {
        return witness == null ? 0 : witness.standing().accepted();
    }

    /** Every bid that was decided, by its sequence. */
    Map<Long, RequestId> bids() {
        return bySequence;
    }

    /** The sequence of the last decision. */
    long last() {
        return last;
    }

    List<String> faults() {
        List<String> all = new ArrayList<>(faults);
        if (witness != null && witness.disagreement() != null) {
            all.add(witness.disagreement().toString());
        }
        return all.stream().map(fault -> "auction " + auction + ": " + fault).toList();
    }
}
