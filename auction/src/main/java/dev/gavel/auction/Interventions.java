package dev.gavel.auction;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What people have done to an auction, beside bidding: a fold over its {@link Decision.Intervention}s. Immutable.
 *
 * @param pausedAt null while it is not paused
 * @param notice why it is paused, or was cancelled, as whoever did it told everybody; empty where nothing is to be said
 * @param permits what is said of single bidders
 */
public record Interventions(@Nullable Instant pausedAt, String notice, Permits permits) {
    public static final Interventions NONE = new Interventions(null, "", Permits.NONE);

    /** How long a reason may be, in characters. */
    public static final int REASON_LENGTH_MAX = 500;

    public Interventions after(Decision.Intervention done) {
        return switch (done) {
            case Decision.Paused paused -> new Interventions(paused.decidedAt(), paused.reason(), permits);
            case Decision.Resumed _ -> new Interventions(null, "", permits);
            case Decision.Cancelled cancelled -> new Interventions(null, cancelled.reason(), permits);
            case Decision.Permitted said ->
                new Interventions(pausedAt, notice, permits.with(said.bidder(), said.permit()));
        };
    }

    /** Null where nothing is said of the bidder. */
    public @Nullable Permit permit(AccountId bidder) {
        return permits.of(bidder);
    }
}
