package dev.gavel.server.api;

import dev.gavel.auction.AccountId;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.server.listing.Auctions;
import dev.gavel.server.listing.Auctions.Place;
import dev.gavel.server.listing.Live;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Lists of auctions: those that close next, from the arena, or all of a seller, from the ledger. Blocks. */
final class AuctionListHandler {
    private static final int LIMIT_DEFAULT = 20;
    private static final int LIMIT_MAX = 100;
    /** A page asks the arena at most so often for auctions of the wished state; then it is short, but has a cursor. */
    private static final int SCANS_MAX = 5;

    private final Auctions auctions;
    private final Ledger ledger;
    private final ArenaClock clock;

    AuctionListHandler(Markets markets, Ledger ledger) {
        this.auctions = markets.auctions();
        this.ledger = ledger;
        this.clock = markets.clock();
    }

    Reply list(Call call) {
        int limit = call.query("limit", LIMIT_DEFAULT, LIMIT_MAX);
        String seller = call.query("seller");
        return seller == null ? closingSoon(call, limit) : bySeller(account(seller), call.query("cursor"), limit);
    }

    private Reply bySeller(AccountId seller, @Nullable String cursor, int limit) {
        var page = ledger.bySeller(seller, cursor, limit);
        return Reply.ok(new Views.OfferPage(
                page.items().stream()
                        .map(listing -> Views.offer(listing, false))
                        .toList(),
                page.next()));
    }

    private Reply closingSoon(Call call, int limit) {
        String sort = call.query("sort");
        if (sort != null && !sort.equals("closing")) {
            throw Json.malformed("sort is closing");
        }
        var now = Instant.ofEpochMilli(clock.now());
        Predicate<Live> wished = wished(call.query("state"), now);
        String cursor = call.query("cursor");
        Place after = cursor == null ? null : PlaceCursor.parse(cursor);
        var found = new ArrayList<Views.Auction>(limit);
        for (int scan = 0; scan < SCANS_MAX; scan++) {
            List<Live> page = auctions.closingSoon(after, limit);
            for (Live live : page) {
                if (found.size() == limit) {
                    return page(found, after);
                }
                if (wished.test(live)) {
                    found.add(Views.summary(live, now));
                }
                after = Place.of(live);
            }
            if (page.size() < limit) {
                return page(found, null);
            }
        }
        return page(found, after);
    }

    private static Reply page(List<Views.Auction> found, @Nullable Place after) {
        return Reply.ok(new Views.AuctionPage(found, after == null ? null : PlaceCursor.format(after)));
    }

    private static Predicate<Live> wished(@Nullable String state, Instant now) {
        return switch (state) {
            case "all" -> _ -> true;
            case "scheduled" -> live -> Views.state(live, now).equals("SCHEDULED");
            case "open" -> live -> isOpen(Views.state(live, now));
            case null -> live -> isOpen(Views.state(live, now));
            default -> throw Json.malformed("state is open, scheduled or all");
        };
    }

    /** One that is paused goes on; people look for it among the open ones. */
    private static boolean isOpen(String state) {
        return state.equals("OPEN") || state.equals("PAUSED");
    }

    private static AccountId account(String text) {
        try {
            return new AccountId(text);
        } catch (IllegalArgumentException e) {
            throw Json.malformed("seller is not an account id");
        }
    }
}
