package dev.gavel.auction;

import dev.gavel.auction.Referee.Ruling;
import dev.gavel.auction.Standing.Lead;
import dev.gavel.auction.Standing.State;
import dev.gavel.auction.scenario.Rules;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A copy of the rules in which one fault can be planted; without one it decides as the referee does. */
final class FaultyReferee implements Rules {
    /**
     * Mistakes that somebody who writes these rules again might make. Not among them: price = min(max, second + step)
     * without the outer max(price, …), since that never shows (what is accepted exceeds the price by a step).
     */
    enum Fault {
        NONE,
        MINIMUM_COMPARED_WITH_OR_EQUAL,
        MINIMUM_WITHOUT_STEP,
        BOUNDARY_IN_LOWER_BAND,
        STEP_OF_PRICE_INSTEAD_OF_SECOND,
        CAP_FORGOTTEN,
        TIE_TO_THE_LATER,
        LEADER_NEEDS_A_STEP,
        EQUAL_OWN_MAXIMUM_ACCEPTED,
        RAISE_FORGETS_SECOND,
        RAISE_LEAVES_CAPPED_PRICE,
        RESERVE_DOES_NOT_LIFT_PRICE,
        RESERVE_EXCLUSIVE,
        RESERVE_IGNORED_AT_CLOSE,
        PLAIN_LEADER_TREATED_AS_PROXY,
        OPENS_EXCLUSIVE,
        CLOSE_INCLUSIVE,
        CLOSED_AUCTION_ACCEPTS,
        SELLER_MAY_BID,
        SELLER_CHECKED_LAST,
        WINDOW_EXCLUSIVE,
        WINDOW_FROM_SCHEDULED_CLOSE,
        ADD_COUNTS_FROM_BID,
        RESET_MAY_MOVE_BACK,
        OUTBID_DOES_NOT_EXTEND,
        REFUSED_EXTENDS,
        EXTENSIONS_ONE_TOO_MANY,
        UNMOVED_CLOSE_COUNTED,
        LATEST_CLOSE_IGNORED,
        LATEST_CLOSE_REFUSES_EXTENSION,
        CANCEL_AFTER_BID,
        PAUSED_ACCEPTS,
        PAUSE_TAKES_TIME,
        BLOCK_IGNORED,
        BLOCK_CHECKED_LAST,
        ASKING_IS_ENOUGH,
        LIMIT_EXCLUSIVE,
        LIMIT_IGNORED,
        OPERATOR_BOUND_BY_BIDS,
        REFUSAL_TAKES_NO_SEQUENCE
    }

    private final Fault fault;

    FaultyReferee(Fault fault) {
        this.fault = fault;
    }

    private boolean has(Fault planted) {
        return fault == planted;
    }

    @Override
    public Ruling decide(
            Terms terms, Standing was, @Nullable Permit permit, AccountId bidder, Money amount, Instant receivedAt) {
        Reason refusal = refusal(terms, was, permit, bidder, amount, receivedAt);
        SoftClose softClose = terms.schedule().softClose();
        if (refusal != null) {
            Instant closesAt = has(Fault.REFUSED_EXTENDS) && was.state() == State.OPEN
                    ? closeAfter(softClose, terms, was, receivedAt)
                    : was.closesAt();
            long sequence = was.sequence() + (has(Fault.REFUSAL_TAKES_NO_SEQUENCE) ? 0 : 1);
            var after = new Standing(was.state(), sequence, was.accepted(), was.lead(), closesAt, was.extensions());
            return new Ruling(new Outcome.Refused(refusal), after);
        }
        Lead lead = terms.pricing().bidding() == Bidding.PLAIN
                ? new Lead(bidder, amount, amount, null)
                : lead(terms.pricing(), was.lead(), bidder, amount);
        boolean leads = lead.leader().equals(bidder);
        Instant closesAt = !leads && has(Fault.OUTBID_DOES_NOT_EXTEND)
                ? was.closesAt()
                : closeAfter(softClose, terms, was, receivedAt);
        boolean counted = !closesAt.equals(was.closesAt())
                || (has(Fault.UNMOVED_CLOSE_COUNTED)
                        && softClose != null
                        && inWindow(softClose, terms, was, receivedAt));
        var after = new Standing(
                State.OPEN,
                was.sequence() + 1,
                was.accepted() + 1,
                lead,
                closesAt,
                was.extensions() + (counted ? 1 : 0));
        return new Ruling(leads ? new Outcome.Leading() : new Outcome.Outbid(), after);
    }

    @Override
    public @Nullable Standing intervene(
            Terms terms, Standing standing, Interventions before, Decision.Intervention done) {
        boolean cancels = done instanceof Decision.Cancelled;
        if (has(Fault.OPERATOR_BOUND_BY_BIDS) && cancels && standing.accepted() > 0) {
            return null;
        }
        Standing was = has(Fault.CANCEL_AFTER_BID) && cancels ? with(standing, 0, standing.closesAt()) : standing;
        Standing after = Referee.intervene(terms, was, before, done);
        if (after == null) {
            return null;
        }
        boolean kept = has(Fault.PAUSE_TAKES_TIME) && done instanceof Decision.Resumed;
        return with(after, standing.accepted(), kept ? standing.closesAt() : after.closesAt());
    }

    private static Standing with(Standing was, long accepted, Instant closesAt) {
        return new Standing(was.state(), was.sequence(), accepted, was.lead(), closesAt, was.extensions());
    }

    @Override
    public Result result(Terms terms, Standing standing) {
        if (standing.state() == State.CANCELLED) {
            return new Result.Cancelled();
        }
        Lead lead = standing.lead();
        if (lead == null) {
            return new Result.Unsold(null, null);
        }
        return has(Fault.RESERVE_IGNORED_AT_CLOSE) || reserveMet(terms.pricing(), lead.max())
                ? new Result.Sold(lead.leader(), lead.price())
                : new Result.Unsold(lead.price(), lead.leader());
    }

    private boolean reserveMet(Terms.Pricing pricing, Money max) {
        Money reserve = pricing.reserve();
        return reserve == null || (has(Fault.RESERVE_EXCLUSIVE) ? reserve.isLessThan(max) : !max.isLessThan(reserve));
    }

    private @Nullable Reason refusal(
            Terms terms, Standing was, @Nullable Permit permit, AccountId bidder, Money amount, Instant receivedAt) {
        if (was.state() == State.CANCELLED) {
            return Reason.CANCELLED;
        }
        if (was.state() == State.PAUSED && !has(Fault.PAUSED_ACCEPTS)) {
            return Reason.PAUSED;
        }
        Instant last =
                has(Fault.CLOSE_INCLUSIVE) ? was.closesAt() : was.closesAt().minusMillis(1);
        if (receivedAt.isAfter(last) || (was.state() == State.CLOSED && !has(Fault.CLOSED_AUCTION_ACCEPTS))) {
            return Reason.CLOSED;
        }
        Instant opensAt = terms.schedule().opensAt();
        if (receivedAt.isBefore(has(Fault.OPENS_EXCLUSIVE) ? opensAt.plusMillis(1) : opensAt)) {
            return Reason.NOT_OPEN;
        }
        boolean own = bidder.equals(terms.seller()) && !has(Fault.SELLER_MAY_BID);
        Reason tooLow = tooLow(terms.pricing(), was.lead(), bidder, amount);
        if (own && (tooLow == null || !has(Fault.SELLER_CHECKED_LAST))) {
            return Reason.OWN_AUCTION;
        }
        Reason kept = permit == null ? null : kept(permit);
        if (kept != null && !(has(Fault.BLOCK_CHECKED_LAST) && tooLow != null)) {
            return kept;
        }
        Permit.Admission admission = permit == null ? null : permit.admission();
        boolean approved = admission == Permit.Admission.APPROVED
                || (has(Fault.ASKING_IS_ENOUGH) && admission == Permit.Admission.ASKED);
        if (terms.approval() && !approved) {
            return Reason.NOT_APPROVED;
        }
        return permit != null && isOver(permit, amount) ? Reason.OVER_LIMIT : tooLow;
    }

    private @Nullable Reason kept(Permit permit) {
        return permit.admission() == Permit.Admission.BLOCKED && !has(Fault.BLOCK_IGNORED) ? Reason.BLOCKED : null;
    }

    private boolean isOver(Permit permit, Money amount) {
        Money limit = permit.limit();
        if (limit == null || has(Fault.LIMIT_IGNORED)) {
            return false;
        }
        return has(Fault.LIMIT_EXCLUSIVE) ? !amount.isLessThan(limit) : limit.isLessThan(amount);
    }

    private @Nullable Reason tooLow(Terms.Pricing pricing, @Nullable Lead lead, AccountId bidder, Money amount) {
        boolean proxy = pricing.bidding() == Bidding.PROXY || has(Fault.PLAIN_LEADER_TREATED_AS_PROXY);
        if (lead != null && proxy && bidder.equals(lead.leader()) && !has(Fault.LEADER_NEEDS_A_STEP)) {
            boolean raises = lead.max().isLessThan(amount)
                    || (has(Fault.EQUAL_OWN_MAXIMUM_ACCEPTED) && lead.max().equals(amount));
            return raises ? null : Reason.NOT_ABOVE_OWN_MAXIMUM;
        }
        long minimum = pricing.opening().minor();
        if (lead != null) {
            long step = stepAt(pricing.steps(), lead.price()).minor();
            minimum = lead.price().minor() + (has(Fault.MINIMUM_WITHOUT_STEP) ? 1 : step);
        }
        boolean enough =
                has(Fault.MINIMUM_COMPARED_WITH_OR_EQUAL) ? amount.minor() > minimum : amount.minor() >= minimum;
        return enough ? null : Reason.TOO_LOW;
    }

    private Money stepAt(StepTable steps, Money price) {
        boolean boundary = price.minor() > 0
                && steps.bands().stream().anyMatch(band -> band.from().equals(price));
        return has(Fault.BOUNDARY_IN_LOWER_BAND) && boundary
                ? steps.stepAt(new Money(price.minor() - 1))
                : steps.stepAt(price);
    }

    private Lead lead(Terms.Pricing pricing, @Nullable Lead was, AccountId bidder, Money amount) {
        AccountId leader = bidder;
        Money max = amount;
        Money second = null;
        Money price = pricing.opening();
        boolean raise = false;
        if (was != null) {
            price = was.price();
            raise = bidder.equals(was.leader());
            boolean beats = was.max().isLessThan(amount)
                    || (has(Fault.TIE_TO_THE_LATER) && was.max().equals(amount));
            if (raise) {
                second = has(Fault.RAISE_FORGETS_SECOND) ? null : was.second();
            } else if (beats) {
                second = was.max();
            } else {
                leader = was.leader();
                max = was.max();
                second = amount;
            }
        }
        if (second != null && !(raise && has(Fault.RAISE_LEAVES_CAPPED_PRICE))) {
            Money wanted =
                    second.plus(stepAt(pricing.steps(), has(Fault.STEP_OF_PRICE_INSTEAD_OF_SECOND) ? price : second));
            Money capped = has(Fault.CAP_FORGOTTEN) ? wanted : Money.min(max, wanted);
            price = Money.max(price, capped);
        }
        Money reserve = pricing.reserve();
        if (reserve != null && reserveMet(pricing, max) && !has(Fault.RESERVE_DOES_NOT_LIFT_PRICE)) {
            price = Money.max(price, reserve);
        }
        return new Lead(leader, price, max, second);
    }

    private boolean inWindow(SoftClose softClose, Terms terms, Standing was, Instant receivedAt) {
        Instant close =
                has(Fault.WINDOW_FROM_SCHEDULED_CLOSE) ? terms.schedule().closesAt() : was.closesAt();
        Instant edge = close.minus(softClose.window());
        return has(Fault.WINDOW_EXCLUSIVE) ? receivedAt.isAfter(edge) : !receivedAt.isBefore(edge);
    }

    private Instant closeAfter(@Nullable SoftClose softClose, Terms terms, Standing was, Instant receivedAt) {
        Instant closesAt = was.closesAt();
        if (softClose == null || !inWindow(softClose, terms, was, receivedAt)) {
            return closesAt;
        }
        int max = softClose.extensionsMax() + (has(Fault.EXTENSIONS_ONE_TOO_MANY) ? 1 : 0);
        if (softClose.extensionsMax() > 0 && was.extensions() >= max) {
            return closesAt;
        }
        boolean add = softClose.mode() == SoftClose.Mode.ADD && !has(Fault.ADD_COUNTS_FROM_BID);
        Instant extended = (add ? closesAt : receivedAt).plus(softClose.extension());
        Instant latest = softClose.latestClose();
        if (latest != null && extended.isAfter(latest) && !has(Fault.LATEST_CLOSE_IGNORED)) {
            extended = has(Fault.LATEST_CLOSE_REFUSES_EXTENSION) ? closesAt : latest;
        }
        return extended.isAfter(closesAt) || has(Fault.RESET_MAY_MOVE_BACK) ? extended : closesAt;
    }
}
