package dev.gavel.server.api;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Terms;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Currency and steps of auctions, for one event loop. Those asked for lately are known at once; the first to ask for
 * another waits for a store, and whoever asks meanwhile waits with it, so that bids keep their order.
 */
final class Pricings {
    private static final int WAITING_MAX = 10_000;

    private final PricingCache known;
    private final Map<AuctionId, List<Waiting>> asked = new HashMap<>();
    private final Function<AuctionId, Terms.Pricing> store;
    private final Blocking blocking;
    private final Executor loop;
    private int waiting;

    /** @param store blocks; throws a ProblemException where there is no such auction */
    Pricings(int knownMax, Function<AuctionId, Terms.Pricing> store, Blocking blocking, Executor loop) {
        this.known = new PricingCache(knownMax);
        this.store = store;
        this.blocking = blocking;
        this.loop = loop;
    }

    private record Waiting(Consumer<Terms.Pricing> then, Consumer<Throwable> failed) {}

    void find(AuctionId auction, Consumer<Terms.Pricing> then, Consumer<Throwable> failed) {
        Terms.Pricing pricing = known.get(auction);
        if (pricing != null) {
            then.accept(pricing);
        } else if (waiting == WAITING_MAX) {
            failed.accept(
                    new ProblemException(ProblemType.OVERLOADED, "too many bids wait for auctions to be looked up"));
        } else {
            waiting++;
            List<Waiting> others = asked.get(auction);
            if (others != null) {
                others.add(new Waiting(then, failed));
            } else {
                asked.put(auction, new ArrayList<>(List.of(new Waiting(then, failed))));
                ask(auction);
            }
        }
    }

    private void ask(AuctionId auction) {
        blocking.run(
                loop,
                () -> store.apply(auction),
                found -> {
                    known.put(auction, found);
                    end(auction, it -> it.then.accept(found));
                },
                failure -> end(auction, it -> it.failed.accept(failure)));
    }

    private void end(AuctionId auction, Consumer<Waiting> with) {
        List<Waiting> all = asked.remove(auction);
        if (all != null) {
            waiting -= all.size();
            all.forEach(with);
        }
    }
}
