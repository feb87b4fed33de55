package dev.gavel.cli.replay;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Reason;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A recorded auction on its way through the arena. */
final class ReplayedAuction {
    private final RecordedAuction recorded;
    private final Map<Reason, Integer> refused = new EnumMap<>(Reason.class);
    private @Nullable AuctionId id;

    ReplayedAuction(RecordedAuction recorded) {
        this.recorded = recorded;
    }

    RecordedAuction recorded() {
        return recorded;
    }

    void listed(AuctionId as) {
        id = as;
    }

    AuctionId id() {
        return Objects.requireNonNull(id, "not listed yet");
    }

    void refused(Reason reason) {
        refused.merge(reason, 1, Integer::sum);
    }

    Map<Reason, Integer> refused() {
        return refused;
    }

    /** Marked at the source as following no rule. */
    boolean isDefect() {
        return recorded.result() != null && recorded.result().kind().equals(RecordedAuction.RecordedResult.DEFECT);
    }
}
