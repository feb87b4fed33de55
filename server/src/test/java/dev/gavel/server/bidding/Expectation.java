package dev.gavel.server.bidding;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Interventions;
import dev.gavel.auction.Money;
import dev.gavel.auction.Outcome;
import dev.gavel.auction.Referee;
import dev.gavel.auction.Referee.Ruling;
import dev.gavel.auction.Standing;
import dev.gavel.auction.Terms;
import dev.gavel.auction.Witness;
import dev.gavel.auction.random.RandomEvent.Offer;
import dev.gavel.server.listing.Ranking.Rank;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the referee expects of one auction: its standing, the first answers to its request ids, and its ranking. */
final class Expectation {
    private final Terms terms;
    private final Map<List<Object>, Answer> firstAnswers = new HashMap<>();
    private final Map<AccountId, Visible> visible = new LinkedHashMap<>();
    private Standing standing;
    private Interventions interventions = Interventions.NONE;
    private @Nullable Witness witness;

    /** @param since the sequence at which the amount was reached */
    private record Visible(Money amount, long since) {}

    Expectation(Terms terms) {
        this.terms = terms;
        this.standing = Standing.beforeFirstBid(terms);
    }

    Standing standing() {
        return standing;
    }

    void close() {
        standing = Referee.close(standing);
    }

    /** @return whether it may be done */
    boolean intervene(Decision.Intervention wish) {
        Standing after = Referee.intervene(terms, standing, interventions, wish);
        if (after != null) {
            standing = after;
            interventions = interventions.after(wish);
        }
        return after != null;
    }

    Interventions interventions() {
        return interventions;
    }

    /** What the arena should answer if it decides the offer at {@code now}. */
    Answer answer(AuctionId auction, Offer offer, Instant now) {
        var bid = offer.bid();
        List<Object> identity = List.of(bid.bidder(), bid.requestId());
        Answer first = firstAnswers.get(identity);
        if (first instanceof Answer.Decided(var receipt)) {
            return receipt.bid().amount().equals(bid.amount()) ? first : new Answer.RequestIdReused();
        }
        Instant receivedAt = offer.receivedAt().isAfter(now) ? now : offer.receivedAt();
        Standing before = standing;
        Ruling ruling = Referee.decide(
                terms, before, interventions.permit(bid.bidder()), bid.bidder(), bid.amount(), receivedAt);
        standing = ruling.after();
        rank(before, ruling, bid.bidder(), bid.amount());
        Standing.Lead lead = standing.lead();
        var answer = new Answer.Decided(new Receipt(
                auction,
                standing.sequence(),
                bid,
                ruling.outcome(),
                lead == null ? null : lead.price(),
                standing.closesAt(),
                receivedAt,
                now));
        firstAnswers.put(identity, answer);
        return answer;
    }

    private void rank(Standing before, Ruling ruling, AccountId bidder, Money amount) {
        if (!ruling.outcome().accepted()) {
            return;
        }
        Standing.Lead was = before.lead();
        Visible own = visible.get(bidder);
        boolean raised = was != null && was.leader().equals(bidder);
        visible.put(bidder, new Visible(amount, raised && own != null ? own.since() : standing.sequence()));
        if (ruling.outcome() instanceof Outcome.Leading
                && was != null
                && !was.leader().equals(bidder)) {
            Visible beaten = visible.get(was.leader());
            visible.put(was.leader(), new Visible(was.max(), beaten == null ? 0 : beaten.since()));
        }
    }

    /** By amount, of equal ones the earlier first; the leader shows the price. */
    List<Rank> ranking() {
        Standing.Lead lead = standing.lead();
        if (lead == null) {
            return List.of();
        }
        Map<AccountId, Visible> shown = new LinkedHashMap<>(visible);
        shown.computeIfPresent(lead.leader(), (_, own) -> new Visible(lead.price(), own.since()));
        List<Map.Entry<AccountId, Visible>> order = shown.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<AccountId, Visible> entry) ->
                                entry.getValue().amount())
                        .reversed()
                        .thenComparingLong(entry -> entry.getValue().since()))
                .toList();
        return IntStream.range(0, order.size())
                .mapToObj(i -> new Rank(
                        i + 1L, order.get(i).getKey(), order.get(i).getValue().amount()))
                .toList();
    }

    /** Shows a decision of the bid log to this auction's witness. */
    void observe(Decision decision) {
        witness = decision instanceof Decision.Opened opened
                ? Witness.opened(opened)
                : Objects.requireNonNull(witness, "a decision before the opening")
                        .observe(decision);
    }

    Witness witness() {
        return Objects.requireNonNull(witness, "nothing in the log");
    }
}
