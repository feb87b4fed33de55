package dev.gavel.auction;

import dev.gavel.auction.Standing.Lead;
import dev.gavel.auction.Standing.State;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The rules of an English auction. Stateless: a standing goes in, a ruling comes out.
 *
 * <p>{@code place-bids.lua}, {@code close-due.lua} and {@code intervene.lua} decide by the same rules, check by
 * check in the same order.
 */
public final class Referee {
    private Referee() {}

    /** What a bid's decision is and where it leaves the auction. */
    public record Ruling(Outcome outcome, Standing after) {}

    /** Decides a bid of somebody of whom nothing is said. */
    public static Ruling decide(Terms terms, Standing standing, AccountId bidder, Money amount, Instant receivedAt) {
        return decide(terms, standing, null, bidder, amount, receivedAt);
    }

    /**
     * Decides a bid. Whatever the outcome, the standing after it has the next sequence.
     *
     * @param permit what is said of the bidder; null for nothing
     */
    public static Ruling decide(
            Terms terms,
            Standing standing,
            @Nullable Permit permit,
            AccountId bidder,
            Money amount,
            Instant receivedAt) {
        Reason refusal = refusal(terms, standing, permit, bidder, amount, receivedAt);
        if (refusal != null) {
            return new Ruling(new Outcome.Refused(refusal), next(standing, standing.state()));
        }
        Lead lead = lead(terms.pricing(), standing.lead(), bidder, amount);
        Instant closesAt = closeAfter(terms.schedule().softClose(), standing, receivedAt);
        var after = new Standing(
                State.OPEN,
                standing.sequence() + 1,
                standing.accepted() + 1,
                lead,
                closesAt,
                standing.extensions() + (closesAt.equals(standing.closesAt()) ? 0 : 1));
        return new Ruling(lead.leader().equals(bidder) ? new Outcome.Leading() : new Outcome.Outbid(), after);
    }

    /**
     * The bell.
     *
     * @throws IllegalStateException if the auction has ended already
     */
    public static Standing close(Standing standing) {
        if (standing.state() != State.OPEN) {
            throw new IllegalStateException("only an open auction closes, not one that is " + standing.state());
        }
        return next(standing, State.CLOSED);
    }

    /** Whether an outage moves the close. */
    public static boolean mayPostpone(Standing standing, Outage outage) {
        return standing.state() == State.OPEN && outage.covers(standing.closesAt());
    }

    /**
     * A close that passed in an outage: later by its length, and by the window of the soft close for bidders to come
     * back in.
     *
     * @throws IllegalStateException unless {@link #mayPostpone}
     */
    public static Standing postpone(Terms terms, Standing standing, Outage outage) {
        if (!mayPostpone(standing, outage)) {
            throw new IllegalStateException("only an open auction whose close passed in the outage is postponed");
        }
        SoftClose softClose = terms.schedule().softClose();
        return new Standing(
                State.OPEN,
                standing.sequence() + 1,
                standing.accepted(),
                standing.lead(),
                standing.closesAt().plus(outage.length()).plus(softClose == null ? Outage.WINDOW : softClose.window()),
                standing.extensions());
    }

    /**
     * What people do, other than bidding: before the close, and a seller cancels only without bids. Whoever resumes an
     * auction moves its close by the length of the pause; that is no extension by the terms, so {@code latestClose}
     * does not bound it.
     *
     * @param before what they have done so far
     * @param done with the time at which it is decided; its sequence and close do not matter
     * @return where it leaves the auction; null if it may not be done, or is done already
     */
    public static @Nullable Standing intervene(
            Terms terms, Standing standing, Interventions before, Decision.Intervention done) {
        Instant at = done.decidedAt();
        boolean open = standing.state() == State.OPEN && at.isBefore(standing.closesAt());
        boolean paused = standing.state() == State.PAUSED;
        return switch (done) {
            case Decision.Paused _ -> open ? next(standing, State.PAUSED) : null;
            case Decision.Resumed _ -> paused ? resumed(standing, before.pausedAt(), at) : null;
            case Decision.Cancelled cancelled -> {
                boolean may = standing.accepted() == 0 || !cancelled.by().equals(terms.seller());
                yield may && (open || paused) ? next(standing, State.CANCELLED) : null;
            }
            case Decision.Permitted said -> {
                Permit known = before.permit(said.bidder());
                boolean asks = said.permit().admission() == Permit.Admission.ASKED;
                // Where everybody may bid there is nothing to ask for.
                boolean news = asks
                        ? known == null && terms.approval()
                        : !said.permit().equals(known);
                yield news && (open || paused) ? next(standing, standing.state()) : null;
            }
        };
    }

    private static @Nullable Standing resumed(Standing standing, @Nullable Instant pausedAt, Instant at) {
        return pausedAt == null
                ? null
                : new Standing(
                        State.OPEN,
                        standing.sequence() + 1,
                        standing.accepted(),
                        standing.lead(),
                        standing.closesAt().plus(Duration.between(pausedAt, at)),
                        standing.extensions());
    }

    /** How an auction that stands so at its close has ended. */
    public static Result result(Terms terms, Standing standing) {
        if (standing.state() == State.CANCELLED) {
            return new Result.Cancelled();
        }
        Lead lead = standing.lead();
        if (lead == null) {
            return new Result.Unsold(null, null);
        }
        return reserveMet(terms.pricing(), lead)
                ? new Result.Sold(lead.leader(), lead.price())
                : new Result.Unsold(lead.price(), lead.leader());
    }

    /** Whether the leader's maximum reaches the reserve; so where there is none. */
    public static boolean reserveMet(Terms.Pricing pricing, Lead lead) {
        return pricing.reserve() == null || !lead.max().isLessThan(pricing.reserve());
    }

    /** The least that a bidder other than the leader must bid now, in minor units; above Money's bound, none can. */
    public static long minimum(Terms.Pricing pricing, @Nullable Lead lead) {
        return lead == null
                ? pricing.opening().minor()
                : lead.price().minor() + pricing.steps().stepAt(lead.price()).minor();
    }

    private static @Nullable Reason refusal(
            Terms terms,
            Standing standing,
            @Nullable Permit permit,
            AccountId bidder,
            Money amount,
            Instant receivedAt) {
        switch (standing.state()) {
            case CANCELLED -> {
                return Reason.CANCELLED;
            }
            case PAUSED -> {
                return Reason.PAUSED;
            }
            case CLOSED -> {
                return Reason.CLOSED;
            }
            case OPEN -> {}
        }
        if (!receivedAt.isBefore(standing.closesAt())) {
            return Reason.CLOSED;
        }
        if (receivedAt.isBefore(terms.schedule().opensAt())) {
            return Reason.NOT_OPEN;
        }
        if (bidder.equals(terms.seller())) {
            return Reason.OWN_AUCTION;
        }
        Reason notPermitted = notPermitted(terms.approval(), permit, amount);
        if (notPermitted != null) {
            return notPermitted;
        }
        Lead lead = standing.lead();
        if (lead != null && terms.pricing().bidding() == Bidding.PROXY && bidder.equals(lead.leader())) {
            return lead.max().isLessThan(amount) ? null : Reason.NOT_ABOVE_OWN_MAXIMUM;
        }
        return amount.minor() < minimum(terms.pricing(), lead) ? Reason.TOO_LOW : null;
    }

    private static @Nullable Reason notPermitted(boolean approval, @Nullable Permit permit, Money amount) {
        if (permit != null && permit.admission() == Permit.Admission.BLOCKED) {
            return Reason.BLOCKED;
        }
        if (approval && (permit == null || permit.admission() != Permit.Admission.APPROVED)) {
            return Reason.NOT_APPROVED;
        }
        Money limit = permit == null ? null : permit.limit();
        return limit != null && limit.isLessThan(amount) ? Reason.OVER_LIMIT : null;
    }

    private static Lead lead(Terms.Pricing pricing, @Nullable Lead before, AccountId bidder, Money amount) {
        return switch (pricing.bidding()) {
            case PLAIN -> new Lead(bidder, amount, amount, null);
            case PROXY -> proxyLead(pricing, before, bidder, amount);
        };
    }

    private static Lead proxyLead(Terms.Pricing pricing, @Nullable Lead before, AccountId bidder, Money amount) {
        AccountId leader = bidder;
        Money max = amount;
        Money second = null;
        Money price = pricing.opening();
        if (before != null) {
            price = before.price();
            if (bidder.equals(before.leader())) {
                second = before.second();
            } else if (before.max().isLessThan(amount)) {
                second = before.max();
            } else {
                leader = before.leader();
                max = before.max();
                second = amount;
            }
        }
        if (second != null) {
            price = Money.max(price, Money.min(max, second.plus(pricing.steps().stepAt(second))));
        }
        Money reserve = pricing.reserve();
        if (reserve != null && !max.isLessThan(reserve)) {
            price = Money.max(price, reserve);
        }
        return new Lead(leader, price, max, second);
    }

    /** The close after a bid that was accepted: later than before, or unchanged where nothing extends it. */
    private static Instant closeAfter(@Nullable SoftClose softClose, Standing standing, Instant receivedAt) {
        Instant closesAt = standing.closesAt();
        if (softClose == null
                || receivedAt.isBefore(closesAt.minus(softClose.window()))
                || (softClose.extensionsMax() > 0 && standing.extensions() >= softClose.extensionsMax())) {
            return closesAt;
        }
        Instant extended = switch (softClose.mode()) {
            case ADD -> closesAt.plus(softClose.extension());
            case RESET -> receivedAt.plus(softClose.extension());
        };
        Instant latest = softClose.latestClose();
        if (latest != null && extended.isAfter(latest)) {
            extended = latest;
        }
        return extended.isAfter(closesAt) ? extended : closesAt;
    }

    private static Standing next(Standing standing, State state) {
        return new Standing(
                state,
                standing.sequence() + 1,
                standing.accepted(),
                standing.lead(),
                standing.closesAt(),
                standing.extensions());
    }
}
