package dev.gavel.auction.random;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Money;
import dev.gavel.auction.Permit;
import dev.gavel.auction.RequestId;
import dev.gavel.auction.SoftClose;
import dev.gavel.auction.Standing;
import dev.gavel.auction.StepTable;
import dev.gavel.auction.Terms;
import dev.gavel.auction.random.RandomEvent.Kind;
import dev.gavel.auction.random.RandomEvent.Offer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One auction and what happens in it: offers, perhaps a withdrawal, the bell, and a few offers that come after it. */
public final class RandomAuction {
    public static final AccountId SELLER = new AccountId("sam");

    private static final AccountId OPERATOR = new AccountId("olga");
    private static final AuctionId ANY = new AuctionId(1);

    private final Terms terms;
    private final RandomGenerator random;
    private final List<Offer> offers = new ArrayList<>();
    private final List<AccountId> bidders;
    private final int cancelAt;
    private int before;
    private int after;
    private boolean rung;
    private Instant pausedAt;

    RandomAuction(Terms terms, int bids, RandomGenerator random) {
        this.terms = terms;
        this.random = random;
        this.pausedAt = terms.schedule().opensAt();
        this.before = bids;
        this.after = random.nextInt(3);
        this.cancelAt = random.nextInt(10) == 0 ? bids - random.nextInt(Math.min(3, bids)) : 0;
        this.bidders = RandomAuctions.bidders().subList(0, 2 + random.nextInt(4));
    }

    public Terms terms() {
        return terms;
    }

    /**
     * The next event, or null at the end.
     *
     * @param standing after everything before it was decided
     */
    public @Nullable RandomEvent next(Standing standing) {
        if (before > 0) {
            before--;
            Decision.Intervention act = act(standing);
            if (act != null) {
                return new RandomEvent.Act(act);
            }
            return before + 1 == cancelAt
                    ? new RandomEvent.Act(new Decision.Cancelled(ANY, 0, receivedAt(standing), SELLER, ""))
                    : offer(standing);
        }
        if (standing.state() == Standing.State.PAUSED) {
            return new RandomEvent.Act(resume());
        }
        if (!rung) {
            rung = true;
            if (standing.state() == Standing.State.OPEN) {
                return new RandomEvent.Close(standing.closesAt().plusMillis(random.nextInt(3)));
            }
        }
        return after-- > 0 ? offer(standing) : null;
    }

    private Decision.@Nullable Intervention act(Standing standing) {
        if (standing.state() == Standing.State.PAUSED && random.nextInt(4) == 0) {
            return resume();
        }
        Instant at = receivedAt(standing);
        return switch (random.nextInt(60)) {
            case 0 -> {
                pausedAt = standing.state() == Standing.State.OPEN ? at : pausedAt;
                yield new Decision.Paused(ANY, 0, at, OPERATOR, "a word");
            }
            case 1, 2, 3, 4 ->
                new Decision.Permitted(
                        ANY, 0, at, random.nextBoolean() ? SELLER : OPERATOR, "", bidder(standing), permit(standing));
            case 5 ->
                random.nextInt(20) == 0
                        ? new Decision.Cancelled(ANY, 0, at, random.nextBoolean() ? SELLER : OPERATOR, "an end")
                        : null;
            default -> null;
        };
    }

    private Decision.Resumed resume() {
        Instant at = pausedAt.plusMillis(random.nextInt(30_000));
        return new Decision.Resumed(ANY, 0, at, OPERATOR, "", at);
    }

    private Permit permit(Standing standing) {
        Permit.Admission admission = switch (random.nextInt(6)) {
            case 0 -> Permit.Admission.ASKED;
            case 1 -> Permit.Admission.BLOCKED;
            default -> Permit.Admission.APPROVED;
        };
        return admission == Permit.Admission.ASKED
                ? Permit.ASKED
                : new Permit(admission, random.nextInt(3) == 0 ? amount(standing) : null);
    }

    private Offer offer(Standing standing) {
        Offer offer = switch (offers.isEmpty() ? 99 : random.nextInt(50)) {
            case 0 -> earlier(Kind.REPEATED);
            case 1 -> conflicting(earlier(Kind.CONFLICTING));
            case 2 -> somebodyElses(standing);
            default -> fresh(standing);
        };
        if (offer.kind() == Kind.NEW) {
            offers.add(offer);
        }
        return offer;
    }

    private Offer fresh(Standing standing) {
        Instant receivedAt = receivedAt(standing);
        AccountId bidder = bidder(standing);
        var bid = new Bid(bidder, amount(standing), RequestId.at(receivedAt, random));
        return new Offer(bid, receivedAt, Kind.NEW);
    }

    private Offer earlier(Kind kind) {
        Offer earlier = offers.get(random.nextInt(offers.size()));
        return new Offer(earlier.bid(), earlier.receivedAt().plusMillis(random.nextInt(1_000)), kind);
    }

    private Offer conflicting(Offer offer) {
        long amount = offer.bid().amount().minor();
        var other = new Money(amount == Money.MINOR_MAX ? amount - 1 : amount + 1);
        var bid = new Bid(offer.bid().bidder(), other, offer.bid().requestId());
        return new Offer(bid, offer.receivedAt(), offer.kind());
    }

    /** A request id is its bidder's own: the same one from somebody else is another request. */
    private Offer somebodyElses(Standing standing) {
        RequestId requestId = earlier(Kind.NEW).bid().requestId();
        AccountId bidder = bidder(standing);
        boolean used = offers.stream()
                .anyMatch(offer -> offer.bid().requestId().equals(requestId)
                        && offer.bid().bidder().equals(bidder));
        return used
                ? fresh(standing)
                : new Offer(new Bid(bidder, amount(standing), requestId), receivedAt(standing), Kind.NEW);
    }

    private AccountId bidder(Standing standing) {
        Standing.Lead lead = standing.lead();
        int choice = random.nextInt(40);
        if (choice == 0) {
            return SELLER;
        }
        return choice < 10 && lead != null ? lead.leader() : bidders.get(random.nextInt(bidders.size()));
    }

    private Money amount(Standing standing) {
        long aim = random.nextInt(12) == 0 ? aimAtTerms() : aimAtStanding(standing);
        long near = aim + (random.nextInt(3) == 0 ? 0 : random.nextInt(3) - 1);
        return new Money(Math.clamp(near, 1, Money.MINOR_MAX));
    }

    private long aimAtTerms() {
        List<StepTable.Band> bands = terms.pricing().steps().bands();
        Money reserve = terms.pricing().reserve();
        return switch (random.nextInt(6)) {
            case 0, 1 -> bands.get(random.nextInt(bands.size())).from().minor();
            case 2, 3 -> reserve == null ? terms.pricing().opening().minor() : reserve.minor();
            case 4 -> terms.pricing().opening().minor();
            default ->
                random.nextInt(10) == 0
                        ? Money.MINOR_MAX
                        : terms.pricing().opening().minor() / 2;
        };
    }

    private long aimAtStanding(Standing standing) {
        Standing.Lead lead = standing.lead();
        if (lead == null) {
            long opening = terms.pricing().opening().minor();
            return random.nextBoolean() ? opening : opening + random.nextLong(opening / 8 + 20);
        }
        long price = lead.price().minor();
        long max = lead.max().minor();
        long step = stepAt(lead.price());
        return switch (random.nextInt(10)) {
            case 0, 1 -> max;
            case 2, 3 -> price + step;
            case 4 -> max + stepAt(lead.max());
            case 5 -> price;
            // Just so much that a step above it meets the leader's maximum.
            case 6 -> max - step;
            case 7 -> price + step + random.nextLong(Math.max(1, max - price) + 1);
            default -> Math.min(Money.MINOR_MAX, max + random.nextLong(Math.min(max, 4 * step) + 2));
        };
    }

    private long stepAt(Money price) {
        return terms.pricing().steps().stepAt(price).minor();
    }

    /** Mostly while the auction runs; else around one of the times at which something changes. */
    private Instant receivedAt(Standing standing) {
        Instant opensAt = terms.schedule().opensAt();
        Instant closesAt = standing.closesAt();
        SoftClose softClose = terms.schedule().softClose();
        int choice = random.nextInt(20);
        if (choice == 0) {
            return around(opensAt);
        }
        if (choice < 3) {
            return around(closesAt);
        }
        if (softClose != null && choice < 9) {
            Instant edge = closesAt.minus(softClose.window());
            Instant inWindow =
                    edge.plusMillis(random.nextLong(softClose.window().toMillis()));
            Instant chosen = choice < 6 ? around(edge) : inWindow;
            return chosen.isBefore(opensAt) ? around(opensAt) : chosen;
        }
        long runs = closesAt.toEpochMilli() - opensAt.toEpochMilli();
        return opensAt.plusMillis(random.nextLong(runs));
    }

    private Instant around(Instant at) {
        return at.plusMillis(random.nextInt(3) - 1);
    }
}
