package dev.gavel.server.api;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Money;
import dev.gavel.auction.Result;
import dev.gavel.server.operations.Operations;
import dev.gavel.server.operations.Views;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** A cluster of one node with something of everything to show. */
final class FakeOperations implements Operations {
    static final String NODE = "00000000000000a1";
    static final AuctionId AUCTION = new AuctionId(17);
    private static final Instant AT = Instant.parse("2027-03-01T12:00:00.123Z");

    private final Set<String> draining = new ConcurrentSkipListSet<>();

    @Override
    public Views.Node node() {
        return new Views.Node(
                summary(),
                List.of(new Views.Hot(AUCTION.toString(), 3, 812.4)),
                List.of(new Views.Log(3, 0, "the server", 1_200L, 2L), new Views.Log(4, 1, "", null, null)));
    }

    @Override
    public Views.Nodes nodes() {
        return new Views.Nodes(List.of(
                new Views.Listed(NODE, true, 120, draining.contains(NODE), summary()),
                new Views.Listed("00000000000000a2", false, 4_000, false, null)));
    }

    private Views.Summary summary() {
        var load = new Views.Load(812.4, 1_100, 9_000, 12, 64);
        return new Views.Summary(
                NODE,
                "127.0.0.1:8080",
                draining.contains(NODE),
                AT.toEpochMilli(),
                61_000,
                load,
                List.of(new Views.BucketLoad(3, load)),
                List.of(new Views.Outcome("too_low", 12.2, 340)),
                List.of(
                        new Views.Shard(0, "READING", 4, AT.toEpochMilli(), List.of(), 2, 0),
                        new Views.Shard(1, "WAITING", 0, null, List.of(5), 0, 0)));
    }

    @Override
    public boolean drain(String node, boolean drained) {
        return node.equals(NODE) && (drained ? draining.add(node) : draining.remove(node));
    }

    @Override
    public Views.Quarantine quarantine() {
        return new Views.Quarantine(List.of(
                new Views.Quarantined("18", 2, AT, 7, "PRICE", "5 by ann", "1000 by ann", null, null, null),
                new Views.Quarantined("19", 2, AT, 9, "RESULT", "bob", "ann", 9L, "sold to bob", "sold to ann")));
    }

    @Override
    public Optional<Views.Decisions> decisions(AuctionId auction, long after, int limit) {
        if (!auction.equals(AUCTION)) {
            return Optional.empty();
        }
        String id = "0197a3b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b";
        var all = List.of(
                Views.Decided.listed(AT),
                new Views.Decided(1, "BID", AT, AT, "ann", 5_000L, "LEADING", 1_000L, AT, id, null, null),
                new Views.Decided(2, "BID", AT, AT, "bob", 10L, "TOO_LOW", null, null, id, null, null),
                Views.Decided.paused(3, AT).because("olga", "A reason"),
                Views.Decided.ended(4, AT, AT, new Result.Sold(new AccountId("ann"), new Money(1_000))));
        var page = all.stream().filter(it -> it.sequence() > after).limit(limit).toList();
        Long next = page.size() < limit ? null : (Long) page.getLast().sequence();
        return Optional.of(new Views.Decisions(auction.toString(), "KRW", page, 4, next));
    }
}
