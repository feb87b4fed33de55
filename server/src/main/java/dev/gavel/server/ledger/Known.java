package dev.gavel.server.ledger;

import dev.gavel.auction.Disagreement;
import dev.gavel.auction.Witness;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a reader knows of an auction between two cycles. A value, so that a cycle that fails leaves it as it was. */
sealed interface Known {
    /** Neither the bid log so far nor the ledger has its terms. */
    record Unheard() implements Known {}

    /** @param disagreement the first one, which a resumed witness may have forgotten; null while both agree */
    record Live(Witness witness, @Nullable Disagreement disagreement) implements Known {
        Instant endsAt() {
            return witness.terms().schedule().closesAt();
        }
    }

    /** Settled or quarantined at its end; what follows are refusals, which change nothing. */
    record Ended(Instant endsAt) implements Known {}
}
