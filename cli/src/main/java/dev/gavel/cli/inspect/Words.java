package dev.gavel.cli.inspect;

import dev.gavel.auction.Bidding;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.auction.Money;
import dev.gavel.auction.Outcome;
import dev.gavel.auction.Referee;
import dev.gavel.auction.Result;
import dev.gavel.auction.SoftClose;
import dev.gavel.auction.Standing;
import dev.gavel.auction.StepTable;
import dev.gavel.auction.Terms;
import dev.gavel.cli.inspect.ArenaView.Logged;
import dev.gavel.server.ledger.AcceptedBid;
import dev.gavel.server.ledger.LedgerReads.Ended;
import dev.gavel.server.listing.Listing;
import dev.gavel.server.listing.Live;
import dev.gavel.server.listing.Ranking;
import dev.gavel.server.settlement.Verdict.Settled;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prints what is known of an auction. */
final class Words {
    private static final String SECRET = "(hidden)";

    private final PrintWriter out;
    private final boolean hidden;

    /** @param hidden whether amounts that only their owners may see are printed */
    Words(PrintWriter out, boolean hidden) {
        this.out = out;
        this.hidden = hidden;
    }

    void live(Live live, String place) {
        Terms terms = live.listing().terms();
        Standing standing = live.standing();
        Standing.Lead lead = standing.lead();
        head(live.listing(), "in the arena, " + place);
        line(
                "state",
                standing.state() + ", " + standing.sequence() + " decisions, " + standing.accepted()
                        + " bids accepted");
        if (lead != null) {
            line("price", money(lead.price(), terms) + ", leader " + lead.leader());
            line("maximum", secret(lead.max(), terms));
            line("reserve", reserve(terms) + (Referee.reserveMet(terms.pricing(), lead) ? ", met" : ", not met"));
        } else {
            line("reserve", reserve(terms));
        }
        line("closes", standing.closesAt() + ", extended " + standing.extensions() + " times");
        terms(terms);
    }

    void ended(Ended ended, String place) {
        Terms terms = ended.listing().terms();
        Settled settled = ended.settled();
        head(ended.listing(), "settled and gone from the arena, " + place);
        line("result", result(settled.result(), terms));
        line("closed", settled.closesAt() + ", decided " + settled.decidedAt());
        line(
                "decisions",
                settled.sequence() + ", " + settled.accepted() + " bids accepted, " + settled.refused() + " refused");
        line("reserve", reserve(terms));
        terms(terms);
    }

    void listed(Listing listing, String place) {
        head(listing, "listed in the ledger, neither in the arena nor settled, " + place);
        terms(listing.terms());
    }

    void ranking(Optional<Ranking> found, Terms.Pricing pricing) {
        if (found.isEmpty() || found.get().top().isEmpty()) {
            return;
        }
        Ranking ranking = found.get();
        out.printf("%n  The first %d of %d bidders%n", ranking.top().size(), ranking.bidders());
        for (Ranking.Rank rank : ranking.top()) {
            out.printf("  %6d  %,16d %s  %s%n", rank.rank(), rank.amount().minor(), pricing.currency(), rank.bidder());
        }
    }

    /** @param oldest what came before this entry has been trimmed */
    void log(List<Logged> decisions, long oldest) {
        if (decisions.isEmpty()) {
            out.printf("%n  The bid log, which begins with entry %d, has nothing of it any more.%n", oldest);
            return;
        }
        out.printf("%n  In the bid log, which begins with entry %d%n", oldest);
        out.printf("  %8s  %8s  %-24s  %s%n", "entry", "sequence", "decided at", "decision");
        Terms terms = decisions.stream()
                .flatMap(logged -> logged.decision() instanceof Decision.Opened opened
                        ? Optional.of(opened.terms()).stream()
                        : Optional.<Terms>empty().stream())
                .findFirst()
                .orElse(null);
        for (Logged logged : decisions) {
            Decision decision = logged.decision();
            out.printf(
                    "  %8d  %8d  %-24s  %s%n",
                    logged.entry(), decision.sequence(), decision.decidedAt(), decision(decision, terms));
        }
    }

    void history(List<AcceptedBid> newestFirst) {
        out.printf("%n  Accepted bids in the ledger, newest first%n");
        for (AcceptedBid bid : newestFirst) {
            out.printf(
                    "  %8d  %-24s  %,14d  %s %s%s%n",
                    bid.sequence(),
                    bid.receivedAt(),
                    bid.price().minor(),
                    bid.bidder(),
                    bid.leading() ? "leads" : "outbid",
                    hidden ? ", amount " + number(bid.amount()) : "");
        }
    }

    private void head(Listing listing, String where) {
        out.println("auction " + listing.id() + "  \"" + listing.title() + "\"");
        line("where", where);
        line("seller", listing.terms().seller() + ", listed " + listing.listedAt());
    }

    private void terms(Terms terms) {
        Terms.Pricing pricing = terms.pricing();
        Terms.Schedule schedule = terms.schedule();
        line("terms", pricing.bidding() + " from " + money(pricing.opening(), terms));
        line("steps", steps(pricing.steps()));
        line("schedule", schedule.opensAt() + " to " + schedule.closesAt());
        SoftClose soft = schedule.softClose();
        if (soft != null) {
            line("soft close", softClose(soft));
        }
    }

    private static String softClose(SoftClose soft) {
        return soft.mode() + " " + soft.extension().toMillis() + " ms within the last "
                + soft.window().toMillis() + " ms"
                + (soft.extensionsMax() == 0 ? "" : ", at most " + soft.extensionsMax() + " times")
                + (soft.latestClose() == null ? "" : ", not after " + soft.latestClose());
    }

    private String decision(Decision decision, @Nullable Terms terms) {
        return switch (decision) {
            case Decision.Opened _ -> "opened";
            case Decision.Paused paused -> "paused by " + because(paused);
            case Decision.Resumed resumed -> "resumed to close at " + resumed.closesAt() + ", by " + because(resumed);
            case Decision.Cancelled cancelled -> "cancelled by " + because(cancelled);
            case Decision.Permitted permitted ->
                "of " + permitted.bidder() + ": " + permitted.permit() + ", by " + because(permitted);
            case Decision.Postponed moved ->
                "postponed to " + moved.closesAt() + ": nobody could bid from "
                        + moved.outage().from() + " to " + moved.outage().until();
            case Decision.Closed closed -> "closed at " + closed.closesAt() + ": " + result(closed.result(), terms);
            case BidDecided bid -> bid(bid, terms);
        };
    }

    private static String because(Decision.Intervention done) {
        return done.by() + (done.reason().isEmpty() ? "" : ": " + done.reason());
    }

    private String bid(BidDecided bid, @Nullable Terms terms) {
        boolean open = terms != null && terms.pricing().bidding() == Bidding.PLAIN;
        String amount = hidden || open ? number(bid.bid().amount()) : SECRET;
        String outcome = switch (bid.outcome()) {
            case Outcome.Leading _ -> "leads";
            case Outcome.Outbid _ -> "outbid";
            case Outcome.Refused(var reason) -> "refused: " + reason;
        };
        Money price = bid.price();
        return bid.bid().bidder() + " bids " + amount + ": " + outcome
                + (price == null ? "" : "; price " + number(price) + ", leader " + bid.leader())
                + "; received " + bid.receivedAt() + ", closes " + bid.closesAt() + ", id "
                + bid.bid().requestId();
    }

    private static String result(Result result, @Nullable Terms terms) {
        String currency = terms == null ? "" : " " + terms.pricing().currency();
        return switch (result) {
            case Result.Sold sold -> "sold to " + sold.winner() + " for " + number(sold.price()) + currency;
            case Result.Unsold unsold ->
                unsold.price() == null
                        ? "not sold, nobody bid"
                        : "not sold, the reserve was not reached: " + unsold.leader() + " led at "
                                + number(unsold.price()) + currency;
            case Result.Cancelled _ -> "cancelled";
        };
    }

    private String reserve(Terms terms) {
        Money reserve = terms.pricing().reserve();
        return reserve == null ? "none" : secret(reserve, terms);
    }

    private String secret(Money money, Terms terms) {
        return hidden ? money(money, terms) : SECRET + " --hidden shows it";
    }

    private static String steps(StepTable steps) {
        return steps.bands().stream()
                .map(band -> number(band.step()) + " from " + number(band.from()))
                .collect(Collectors.joining(", "));
    }

    private static String money(Money money, Terms terms) {
        return number(money) + " " + terms.pricing().currency();
    }

    private static String number(Money money) {
        return String.format("%,d", money.minor());
    }

    private void line(String name, String value) {
        out.printf("  %-10s  %s%n", name, value);
    }
}
