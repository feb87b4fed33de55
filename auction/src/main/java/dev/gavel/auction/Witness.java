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
    private final int postponed;
    private final boolean gapAllowed;
    private final @Nullable Disagreement disagreement;

    private Witness(
            AuctionId auction,
            Terms terms,
            Standing standing,
            int postponed,
            boolean gapAllowed,
            @Nullable Disagreement disagreement) {
        this.auction = auction;
        this.terms = terms;
        this.standing = standing;
        this.postponed = postponed;
        this.gapAllowed = gapAllowed;
        this.disagreement = disagreement;
    }

    /** Begins with an auction's first decision. */
    public static Witness opened(Decision.Opened opened) {
        return new Witness(opened.auction(), opened.terms(), Standing.beforeFirstBid(opened.terms()), 0, false, null);
    }

    /**
     * Begins again from what the ledger keeps: a refusal changes nothing but the sequence, so gaps are expected among
     * {@code kept}, and once more before the next decision, whose sequence may be any above the last kept one.
     *
     * @param kept the accepted bids and postponements, and the end where there is one, in the order of their
     *     sequences; judged again
     */
    public static Witness resumed(AuctionId auction, Terms terms, Iterable<? extends Decision> kept) {
        var witness = new Witness(auction, terms, Standing.beforeFirstBid(terms), 0, true, null);
        for (Decision decision : kept) {
            witness = witness.observe(decision).allowingGap();
        }
        return witness;
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

    /** How often outages have moved the close. */
    public int postponed() {
        return postponed;
    }

    /** The first one; null while both witnesses agree. */
    public @Nullable Disagreement disagreement() {
        return disagreement;
    }

    /** How the auction ended by the referee; null while it has not. Binding only without a disagreement. */
    public @Nullable Result result() {
        return standing.state() == State.OPEN ? null : Referee.result(terms, standing);
    }

    private Witness judge(Decision decision) {
        return switch (decision) {
            case BidDecided bid -> judgeBid(bid);
            case Decision.Postponed moved -> judgePostponed(moved);
            case Decision.Closed closed -> judgeClose(closed);
            case Decision.Cancelled cancelled -> judgeCancel(cancelled);
            case Decision.Opened _ -> throw new IllegalStateException("an opening has sequence 0");
        };
    }

    private Witness judgeBid(BidDecided decided) {
        Bid bid = decided.bid();
        Referee.Ruling ruling = Referee.decide(terms, standing, bid.bidder(), bid.amount(), decided.receivedAt());
        Standing after = at(ruling.after(), decided.sequence());
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
            return then(at(standing, moved.sequence()), found(moved, Matter.CLOSES_AT, "postponed by " + outage, why));
        }
        Standing after = at(Referee.postpone(terms, standing, outage), moved.sequence());
        Disagreement found = moved.closesAt().equals(after.closesAt())
                ? disagreement
                : found(moved, Matter.CLOSES_AT, "" + moved.closesAt(), "" + after.closesAt());
        return new Witness(auction, terms, after, postponed + 1, false, found);
    }

    private Witness judgeClose(Decision.Closed closed) {
        if (standing.state() != State.OPEN) {
            String ended = "already " + standing.state();
            return then(at(standing, closed.sequence()), found(closed, Matter.BELL, "closed", ended));
        }
        Standing after = at(Referee.close(standing), closed.sequence());
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

    private Witness judgeCancel(Decision.Cancelled cancelled) {
        if (Referee.mayCancel(standing)) {
            return then(at(Referee.cancel(standing), cancelled.sequence()), disagreement);
        }
        String why =
                standing.state() == State.OPEN ? standing.accepted() + " accepted bids" : "already " + standing.state();
        return then(at(standing, cancelled.sequence()), found(cancelled, Matter.CANCEL, "cancelled", why));
    }

    private Disagreement found(Decision decision, Matter matter, String arena, String referee) {
        return disagreement != null
                ? disagreement
                : new Disagreement(auction, decision.sequence(), matter, arena, referee);
    }

    private Witness then(Standing after, @Nullable Disagreement found) {
        return new Witness(auction, terms, after, postponed, false, found);
    }

    private Witness allowingGap() {
        return new Witness(auction, terms, standing, postponed, true, disagreement);
    }

    private String expected() {
        long next = standing.sequence() + 1;
        return gapAllowed ? next + " or above" : "" + next;
    }

    /** The arena's numbering holds even where a gap is expected or disputed. */
    private static Standing at(Standing standing, long sequence) {
        return standing.sequence() == sequence
                ? standing
                : new Standing(
                        standing.state(),
                        sequence,
                        standing.accepted(),
                        standing.lead(),
                        standing.closesAt(),
                        standing.extensions());
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
