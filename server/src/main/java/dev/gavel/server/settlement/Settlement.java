package dev.gavel.server.settlement;

import dev.gavel.auction.Decision;
import dev.gavel.auction.Disagreement;
import dev.gavel.auction.Disagreement.Matter;
import dev.gavel.auction.Result;
import dev.gavel.auction.Standing;
import dev.gavel.auction.Witness;
import dev.gavel.server.settlement.Verdict.Ending;
import dev.gavel.server.settlement.Verdict.Quarantined;
import dev.gavel.server.settlement.Verdict.Settled;
import org.jspecify.annotations.Nullable;

/** Judges an ended auction. */
public final class Settlement {
    private Settlement() {}

    /**
     * @param witness the referee's side, having observed {@code end} and everything before it
     * @param earlier a disagreement found before {@code witness} was resumed, which may be about a refusal and so be
     *     forgotten by it; null where there was none
     * @param end the arena's side: a {@link Decision.Closed} or a {@link Decision.Cancelled}
     */
    public static Verdict judge(Witness witness, @Nullable Disagreement earlier, Decision end) {
        Ending arena = arena(end);
        Standing standing = witness.standing();
        Ending referee = new Ending(witness.result(), standing.closesAt());
        Disagreement disagreement = earlier != null ? earlier : witness.disagreement();
        // The witness has compared these already; money moves on it, so it is not taken on trust.
        if (disagreement == null && !agree(arena, referee)) {
            disagreement = new Disagreement(
                    end.auction(), end.sequence(), Matter.RESULT, arena.toString(), referee.toString());
        }
        Result result = witness.result();
        if (disagreement != null || result == null) {
            return new Quarantined(
                    disagreement != null ? disagreement : notEnded(end, arena), end.sequence(), arena, referee);
        }
        long refused = end.sequence() - 1 - standing.accepted() - witness.otherThanBids();
        return new Settled(
                end.auction(),
                result,
                standing.closesAt(),
                end.sequence(),
                end.decidedAt(),
                standing.accepted(),
                refused);
    }

    private static boolean agree(Ending arena, Ending referee) {
        return arena.result() != null
                && arena.result().equals(referee.result())
                && (arena.closesAt() == null || arena.closesAt().equals(referee.closesAt()));
    }

    private static Disagreement notEnded(Decision end, Ending arena) {
        return new Disagreement(end.auction(), end.sequence(), Matter.RESULT, arena.toString(), "not ended");
    }

    private static Ending arena(Decision end) {
        return switch (end) {
            case Decision.Closed closed -> new Ending(closed.result(), closed.closesAt());
            case Decision.Cancelled _ -> new Ending(new Result.Cancelled(), null);
            case Decision.Opened _,
                    Decision.BidDecided _,
                    Decision.Postponed _,
                    Decision.Paused _,
                    Decision.Resumed _,
                    Decision.Permitted _ ->
                throw new IllegalArgumentException(
                        "decision " + end.sequence() + " of auction " + end.auction() + " does not end it");
        };
    }
}
