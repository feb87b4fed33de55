package dev.gavel.auction;

import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.auction.Disagreement.Matter;
import dev.gavel.auction.Standing.State;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The second witness of one auction: a fold over its decisions in the order of the bid log, each judged again by the
 * {@link Referee}.
 *
 * <p>Immutable, so that a reader whose transaction fails simply keeps the witness from before it. Each decision costs a
 * standing and a witness of a few words; what does not change is shared.
 *
 * <p>The standing is always the referee's own, never taken over from the arena: after a disagreement it goes on beside
 * the arena's, so that both results are known at the end. The first disagreement stays.
 */
public final class Witness {
    private final AuctionId auction;
    private final Terms terms;
    private final Standing standing;
    private final Interventions interventions;
    private final int otherThanBids;
    private final boolean gapAllowed;
    private final @Nullable Disagreement disagreement;

    private Witness(
            AuctionId auction,
            Terms terms,
            Standing standing,
            Interventions interventions,
            int otherThanBids,
            boolean gapAllowed,
            @Nullable Disagreement disagreement) {
        this.auction = auction;
        this.terms = terms;
        this.standing = standing;
        this.interventions = interventions;
        this.otherThanBids = otherThanBids;
        this.gapAllowed = gapAllowed;
        this.disagreement = disagreement;
    }

    /** Begins with an auction's first decision. */
    public static Witness opened(Decision.Opened opened) {
        return begun(opened.auction(), opened.terms(), false);
    }

    /**
     * Begins again from what the ledger keeps: a refusal changes nothing but the sequence, so gaps are expected among
     * {@code kept}, and once more before the next decision, whose sequence may be any above the last kept one.
     *
     * @param kept the accepted bids, postponements and interventions, and the end where there is one, in the order of
     *     their sequences; judged again
     */
    public static Witness resumed(AuctionId auction, Terms terms, Iterable<? extends Decision> kept) {
        Witness witness = begun(auction, terms, true);
        for (Decision decision : kept) {
            witness = witness.observe(decision).allowingGap();
        }
        return witness;
    }

    private static Witness begun(AuctionId auction, Terms terms, boolean gapAllowed) {
        return new Witness(auction, terms, Standing.beforeFirstBid(terms), Interventions.NONE, 0, gapAllowed, null);
    }

    /** Judges the next decision of this auction. */
    public Witness observe(Decision decision) {
        if (!decision.auction().equals(auction)) {
            throw new IllegalArgumentException(
                    "the witness of auction " + auction + " was shown a decision of " + decision.auction());
        }
        if (decision.sequence() <= standing.sequence()) {
            return then(standing, found(decision, Matter.SEQUENCE, "" + decision.sequence(), expected()));
        }
        if (decision.sequence() > standing.sequence() + 1 && !gapAllowed) {
            // Judged all the same, so that the end is seen when it comes.
            return then(standing, found(decision, Matter.SEQUENCE, "" + decision.sequence(), expected()))
                    .judge(decision);
        }
        return judge(decision);
    }

    public AuctionId auction() {
        return auction;
    }

    public Terms terms() {
        return terms;
    }

    /** Where the auction stands by the referee, with the sequence of the last decision observed. */
    public Standing standing() {
        return standing;
    }

    /** What people have done to it, by what the bid log says. */
    public Interventions interventions() {
        return interventions;
    }

    /** How many decisions up to here were no bids: postponements and interventions, not the close. */
    public int otherThanBids() {
        return otherThanBids;
    }

    /** The first one; null while both witnesses agree. */
    public @Nullable Disagreement disagreement() {
        return disagreement;
    }

    /** How the auction ended by the referee; null while it has not. Binding only without a disagreement. */
    public @Nullable Result result() {
        return standing.hasEnded() ? Referee.result(terms, standing) : null;
    }

    private Witness judge(Decision decision) {
        return switch (decision) {
            case BidDecided bid -> judgeBid(bid);
            case Decision.Postponed moved -> judgePostponed(moved);
            case Decision.Closed closed -> judgeClose(closed);
            case Decision.Intervention done -> judgeIntervention(done);
            case Decision.Opened _ -> throw new IllegalStateException("an opening has sequence 0");
        };
    }

    private Witness judgeBid(BidDecided decided) {
        Bid bid = decided.bid();
        Permit permit = interventions.permit(bid.bidder());
        Referee.Ruling ruling =
                Referee.decide(terms, standing, permit, bid.bidder(), bid.amount(), decided.receivedAt());
        Standing after = ruling.after().at(decided.sequence());
        return then(after, disagreement == null ? compare(decided, ruling.outcome(), after) : disagreement);
    }

    private @Nullable Disagreement compare(BidDecided decided, Outcome outcome, Standing after) {
        Standing.Lead lead = after.lead();
        Money price = lead == null ? null : lead.price();
        AccountId leader = lead == null ? null : lead.leader();
        if (!decided.outcome().equals(outcome)) {
            return found(decided, Matter.OUTCOME, words(decided.outcome()), words(outcome));
        }
        if (!Objects.equals(decided.price(), price)) {
            return found(decided, Matter.PRICE, orNone(decided.price()), orNone(price));
        }
        if (!Objects.equals(decided.leader(), leader)) {
            return found(decided, Matter.LEADER, orNone(decided.leader()), orNone(leader));
        }
        if (!decided.closesAt().equals(after.closesAt())) {
            return found(decided, Matter.CLOSES_AT, "" + decided.closesAt(), "" + after.closesAt());
        }
        return null;
    }

    private Witness judgePostponed(Decision.Postponed moved) {
        Outage outage = moved.outage();
        if (!Referee.mayPostpone(standing, outage) || moved.decidedAt().isBefore(outage.until())) {
            String why = standing.state() + ", closes at " + standing.closesAt();
            return notBid(standing.at(moved.sequence()), found(moved, Matter.CLOSES_AT, "postponed by " + outage, why));
        }
        Standing after = Referee.postpone(terms, standing, outage).at(moved.sequence());
        Disagreement found = moved.closesAt().equals(after.closesAt())
                ? disagreement
                : found(moved, Matter.CLOSES_AT, "" + moved.closesAt(), "" + after.closesAt());
        return notBid(after, found);
    }

    private Witness judgeIntervention(Decision.Intervention done) {
        Standing after = Referee.intervene(terms, standing, interventions, done);
        Disagreement found = disagreement;
        if (after == null) {
            after = standing;
            found = found(done, Matter.INTERVENTION, words(done) + " by " + done.by(), "not allowed: " + why());
        } else if (done instanceof Decision.Resumed resumed
                && !resumed.closesAt().equals(after.closesAt())) {
            found = found(done, Matter.CLOSES_AT, "" + resumed.closesAt(), "" + after.closesAt());
        }
        return new Witness(
                auction,
                terms,
                after.at(done.sequence()),
                interventions.after(done),
                // The end is no decision before the end.
                otherThanBids + (done instanceof Decision.Cancelled ? 0 : 1),
                false,
                found);
    }

    private String why() {
        return standing.state() + " with " + standing.accepted() + " accepted bids, closes at " + standing.closesAt();
    }

    private static String words(Decision.Intervention done) {
        return switch (done) {
            case Decision.Paused _ -> "paused";
            case Decision.Resumed _ -> "resumed";
            case Decision.Cancelled _ -> "cancelled";
            case Decision.Permitted permitted -> "of " + permitted.bidder() + ": " + permitted.permit();
        };
    }

    private Witness judgeClose(Decision.Closed closed) {
        if (standing.state() != State.OPEN) {
            String other = (standing.hasEnded() ? "already " : "") + standing.state();
            return then(standing.at(closed.sequence()), found(closed, Matter.BELL, "closed", other));
        }
        Standing after = Referee.close(standing).at(closed.sequence());
        Instant closesAt = after.closesAt();
        Result result = Referee.result(terms, after);
        Disagreement found = disagreement;
        if (!closed.closesAt().equals(closesAt)) {
            found = found(closed, Matter.CLOSES_AT, "" + closed.closesAt(), "" + closesAt);
        } else if (closed.decidedAt().isBefore(closesAt)) {
            found = found(closed, Matter.BELL, "closed at " + closed.decidedAt(), "not before " + closesAt);
        } else if (!closed.result().equals(result)) {
            found = found(closed, Matter.RESULT, "" + closed.result(), "" + result);
        }
        return then(after, found);
    }

    private Disagreement found(Decision decision, Matter matter, String arena, String referee) {
        return disagreement != null
                ? disagreement
                : new Disagreement(auction, decision.sequence(), matter, arena, referee);
    }

    private Witness then(Standing after, @Nullable Disagreement found) {
        return new Witness(auction, terms, after, interventions, otherThanBids, false, found);
    }

    private Witness notBid(Standing after, @Nullable Disagreement found) {
        return new Witness(auction, terms, after, interventions, otherThanBids + 1, false, found);
    }

    private Witness allowingGap() {
        return new Witness(auction, terms, standing, interventions, otherThanBids, true, disagreement);
    }

    private String expected() {
        long next = standing.sequence() + 1;
        return gapAllowed ? next + " or above" : "" + next;
    }

    private static String words(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Leading _ -> "leading";
            case Outcome.Outbid _ -> "outbid";
            case Outcome.Refused(var reason) -> "refused as " + reason;
        };
    }

    private static String orNone(@Nullable Object value) {
        return value == null ? "none" : value.toString();
    }
}
