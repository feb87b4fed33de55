package dev.gavel.server.api.socket;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Money;
import dev.gavel.auction.Outcome;
import dev.gavel.auction.Reason;
import dev.gavel.auction.RequestId;
import dev.gavel.auction.Result;
import dev.gavel.server.feed.AuctionView;
import org.jspecify.annotations.Nullable;

/** What both forms make of the values in them. */
final class Values {
    private static final String UNACCEPTABLE = "unacceptable-value";

    private Values() {}

    /** @param bidder empty if the client bids for itself */
    static ClientMessage bid(
            long ref, AuctionId auction, RequestId requestId, long amount, String currency, String bidder) {
        if (amount < 1 || amount > Money.MINOR_MAX) {
            return unacceptable(ref, "amount is 1 to " + Money.MINOR_MAX + " minor units");
        }
        AccountId account = null;
        if (!bidder.isEmpty()) {
            try {
                account = new AccountId(bidder);
            } catch (IllegalArgumentException e) {
                return unacceptable(ref, "bidder: " + e.getMessage());
            }
        }
        return new ClientMessage.PlaceBid(ref, auction, requestId, new Money(amount), currency, account);
    }

    private static ClientMessage unacceptable(long ref, String detail) {
        return new ClientMessage.Unacceptable(ServerMessage.Problem.ofBid(ref, UNACCEPTABLE, detail));
    }

    /** @param ref {@link ServerMessage.Problem#NO_REF} if it was not a bid */
    static ServerMessage.Problem unknownAuction(long ref) {
        return ServerMessage.Problem.ofBid(ref, "unknown-auction", "no auction has this id");
    }

    static ServerMessage.Problem requestIdRequired(long ref) {
        return ServerMessage.Problem.ofBid(
                ref, "idempotency-key-required", "requestId is a UUID version 7 (RFC 9562) made for this bid");
    }

    static char character(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Leading _ -> 'L';
            case Outcome.Outbid _ -> 'O';
            case Outcome.Refused(Reason reason) ->
                switch (reason) {
                    case TOO_LOW -> 't';
                    case NOT_ABOVE_OWN_MAXIMUM -> 'm';
                    case NOT_OPEN -> 'n';
                    case CLOSED -> 'c';
                    case CANCELLED -> 'x';
                    case OWN_AUCTION -> 's';
                    case PAUSED -> 'p';
                    case BLOCKED -> 'b';
                    case NOT_APPROVED -> 'a';
                    case OVER_LIMIT -> 'l';
                };
        };
    }

    static Outcome outcome(char character) {
        return switch (character) {
            case 'L' -> new Outcome.Leading();
            case 'O' -> new Outcome.Outbid();
            case 't' -> new Outcome.Refused(Reason.TOO_LOW);
            case 'm' -> new Outcome.Refused(Reason.NOT_ABOVE_OWN_MAXIMUM);
            case 'n' -> new Outcome.Refused(Reason.NOT_OPEN);
            case 'c' -> new Outcome.Refused(Reason.CLOSED);
            case 'x' -> new Outcome.Refused(Reason.CANCELLED);
            case 's' -> new Outcome.Refused(Reason.OWN_AUCTION);
            case 'p' -> new Outcome.Refused(Reason.PAUSED);
            case 'b' -> new Outcome.Refused(Reason.BLOCKED);
            case 'a' -> new Outcome.Refused(Reason.NOT_APPROVED);
            case 'l' -> new Outcome.Refused(Reason.OVER_LIMIT);
            default -> throw new MalformedFrameException("no outcome is '" + character + "'");
        };
    }

    static String word(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Leading _ -> "LEADING";
            case Outcome.Outbid _ -> "OUTBID";
            case Outcome.Refused(Reason reason) -> reason.name();
        };
    }

    static Outcome outcome(String word) {
        return switch (word) {
            case "LEADING" -> new Outcome.Leading();
            case "OUTBID" -> new Outcome.Outbid();
            default -> new Outcome.Refused(Reason.valueOf(word));
        };
    }

    static char character(AuctionView.State state) {
        return switch (state) {
            case SCHEDULED -> 'S';
            case OPEN -> 'O';
            case PAUSED -> 'P';
            case CLOSED -> 'C';
            case CANCELLED -> 'X';
        };
    }

    static AuctionView.State state(char character) {
        return switch (character) {
            case 'S' -> AuctionView.State.SCHEDULED;
            case 'O' -> AuctionView.State.OPEN;
            case 'P' -> AuctionView.State.PAUSED;
            case 'C' -> AuctionView.State.CLOSED;
            case 'X' -> AuctionView.State.CANCELLED;
            default -> throw new MalformedFrameException("no state is '" + character + "'");
        };
    }

    static char character(@Nullable Result result) {
        return switch (result) {
            case null -> '-';
            case Result.Sold _ -> 'S';
            case Result.Unsold _ -> 'U';
            case Result.Cancelled _ -> 'X';
        };
    }

    static @Nullable Result result(char character, @Nullable Money price, String winner) {
        return switch (character) {
            case '-' -> null;
            case 'S' -> sold(price, winner);
            case 'U' -> new Result.Unsold(price, null);
            case 'X' -> new Result.Cancelled();
            default -> throw new MalformedFrameException("no result is '" + character + "'");
        };
    }

    private static Result sold(@Nullable Money price, String winner) {
        if (price == null) {
            throw new MalformedFrameException("a sale has a price");
        }
        return new Result.Sold(new AccountId(winner), price);
    }

    static @Nullable Money price(@Nullable Result result) {
        return switch (result) {
            case null -> null;
            case Result.Sold sold -> sold.price();
            case Result.Unsold unsold -> unsold.price();
            case Result.Cancelled _ -> null;
        };
    }
}
