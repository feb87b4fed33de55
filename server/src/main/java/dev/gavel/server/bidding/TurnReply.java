package dev.gavel.server.bidding;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A turn is decided; what was decided has yet to be read. */
@FunctionalInterface
public interface TurnReply {
    /** @return per bid of the turn its answer; called once */
    List<Answer> answers();

    /**
     * When the answers may be told; with an exception where they never may, as what they tell may be lost. Null where
     * they may at once.
     */
    default @Nullable CompletionStage<Void> safe() {
        return null;
    }
}
