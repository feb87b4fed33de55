package dev.gavel.server.api;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Interventions;
import dev.gavel.auction.Money;
import dev.gavel.auction.Permit;
import dev.gavel.server.identity.Caller;
import dev.gavel.server.identity.Role;
import dev.gavel.server.listing.Auctions;
import dev.gavel.server.listing.Wish;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What operators, sellers, and bidders who ask do to an auction, other than bidding. Blocks. */
final class InterventionsHandler {
    private final Auctions auctions;
    private final Ledger ledger;

    InterventionsHandler(Markets markets, Ledger ledger) {
        this.auctions = markets.auctions();
        this.ledger = ledger;
    }

    private record Why(@Nullable String reason) {
        String required() {
            String given = orEmpty();
            if (given.isBlank()) {
                throw new ProblemException(
                        ProblemType.UNACCEPTABLE_VALUE, "reason is missing; bidders read it, and it stays in the log");
            }
            return given;
        }

        String orEmpty() {
            return reason == null ? "" : Text.paragraphs("reason", reason, Interventions.REASON_LENGTH_MAX);
        }
    }

    private record Said(
            @Nullable String standing,
            @Nullable Long limit,
            @Nullable String reason) {
        Permit permit() {
            Permit.Admission admission = switch (standing) {
                case "APPROVED" -> Permit.Admission.APPROVED;
                case "BLOCKED" -> Permit.Admission.BLOCKED;
                case null, default -> throw Json.malformed("standing is APPROVED or BLOCKED");
            };
            if (limit != null && (limit < 1 || limit > Money.MINOR_MAX)) {
                throw new ProblemException(
                        ProblemType.UNACCEPTABLE_VALUE, "limit is 1 to " + Money.MINOR_MAX + " minor units");
            }
            return new Permit(admission, limit == null ? null : new Money(limit));
        }
    }

    Reply pause(Call call) {
        return done(call, new Wish.Pause(call.caller().account(), why(call).required()));
    }

    Reply resume(Call call) {
        return done(call, new Wish.Resume(call.caller().account(), why(call).required()));
    }

    /** A seller need not say why: nobody has bid. */
    Reply cancel(Call call) {
        Caller caller = call.caller();
        boolean operator = caller.is(Role.OPERATOR);
        Why why = why(call);
        return done(call, new Wish.Cancel(caller.account(), operator, operator ? why.required() : why.orEmpty()));
    }

    Reply say(Call call) {
        Said said = Json.read(call.body(), Said.class);
        Caller caller = call.caller();
        return done(
                call,
                new Wish.Say(
                        caller.account(),
                        caller.is(Role.OPERATOR),
                        new Why(said.reason()).orEmpty(),
                        bidder(call),
                        said.permit()));
    }

    Reply ask(Call call) {
        return done(call, new Wish.Ask(call.caller().account()));
    }

    /** For the seller and operators alone: who is blocked, and what others may spend, is nobody else's affair. */
    Reply bidders(Call call) {
        AuctionId id = call.auction();
        Caller caller = call.caller();
        AccountId seller = auctions.find(id)
                .orElseThrow(() -> new ProblemException(gone(id)))
                .listing()
                .terms()
                .seller();
        if (!caller.is(Role.OPERATOR) && !seller.equals(caller.account())) {
            throw notTheSeller();
        }
        return auctions.permits(id)
                .map(permits -> Reply.ok(Views.bidders(permits)))
                .orElseThrow(() -> new ProblemException(gone(id)));
    }

    private Reply done(Call call, Wish wish) {
        AuctionId id = call.auction();
        return switch (auctions.intervene(id, wish)) {
            case DONE, ALREADY -> Reply.noContent();
            case UNKNOWN_AUCTION -> throw new ProblemException(gone(id));
            case NOT_THE_SELLER -> throw notTheSeller();
            case HAS_BIDS ->
                throw new ProblemException(
                        ProblemType.HAS_BIDS, "a bid was accepted, and bidders rely on the auction now");
            case CLOSED -> throw new ProblemException(ProblemType.CLOSED, "the auction is closed");
            case TOO_MANY ->
                throw new ProblemException(
                        ProblemType.UNACCEPTABLE_VALUE,
                        "something is said of " + (wish instanceof Wish.Ask ? Permit.ASKED_MAX : Permit.PER_AUCTION_MAX)
                                + " bidders of this auction, which is as many as there may be");
        };
    }

    private static ProblemException notTheSeller() {
        return new ProblemException(
                ProblemType.FORBIDDEN, "only its seller, or an operator, can do this to an auction");
    }

    private Problem gone(AuctionId auction) {
        return ledger.settled(auction)
                .map(_ -> Problem.of(ProblemType.CLOSED, "the auction is closed and settled"))
                .orElseGet(() -> Call.unknownAuction().problem());
    }

    private static Why why(Call call) {
        return call.body().length() == 0 ? new Why(null) : Json.read(call.body(), Why.class);
    }

    private static AccountId bidder(Call call) {
        try {
            return new AccountId(Objects.requireNonNullElse(call.pathPart("bidder"), ""));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemType.NOT_FOUND, "no bidder has this id: " + e.getMessage());
        }
    }
}
