package dev.gavel.server.bidding;

import java.util.List;

/** A turn is decided; what was decided has yet to be read. */
@FunctionalInterface
public interface TurnReply {
    /** @return per bid of the turn its answer; called once */
    List<Answer> answers();
}
