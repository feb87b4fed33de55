package dev.gavel.server.bidding;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Bidding;
import dev.gavel.auction.Money;
import dev.gavel.auction.RequestId;
import dev.gavel.auction.SoftClose;
import dev.gavel.auction.StepTable;
import dev.gavel.auction.Terms;
import dev.gavel.server.arena.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One schedule, drawn from a seed: some nodes, an arena, a bad network, bidders, and what happens to them. */
final class SimWorld implements AutoCloseable {
    private static final long BEGAN_AT = Instant.parse("2027-03-01T10:00:00Z").toEpochMilli();
    private static final Duration OPEN = Duration.ofSeconds(8);
    private static final Duration UNTIL_ALL_IS_OVER = Duration.ofMinutes(2);
    private static final Duration GONE_AFTER = Duration.ofSeconds(3);
    private static final int BIDDERS = 30;
    private static final int BIDS = 120;

    private final Random random;
    private final SimTime time = new SimTime();
    private final SimArena arena;
    private final SimNetwork network;
    private final List<SimNode> nodes = new ArrayList<>();
    private final List<SimClient> clients = new ArrayList<>();

    SimWorld(long seed, SimArena.@Nullable Fault fault) {
        this.random = new Random(seed);
        this.arena = new SimArena(this, fault);
        this.network = new SimNetwork(this, arena, random.nextInt(3) == 0 ? 0 : random(20), 100 + random(40_000));
        int count = 1 + random(3);
        for (int i = 0; i < count; i++) {
            addNode();
        }
        List<AuctionId> auctions = new ArrayList<>();
        for (long auction = 1; auction <= 1 + random(4); auction++) {
            auctions.add(new AuctionId(auction));
            arena.open(new AuctionId(auction), terms());
        }
        for (int i = 0; i < BIDS; i++) {
            planBid(auctions.get(random(auctions.size())));
        }
        planMisfortunes();
    }

    private void addNode() {
        var config = new BiddingConfig(
                1 + random(16),
                1 + random(3),
                1 + random(8),
                20 + random(60),
                Duration.ofMillis(900),
                Duration.ofMillis(100),
                Duration.ofSeconds(10));
        nodes.add(new SimNode(this, nodes.size() + 1L, config, random(41) - 20L));
    }

    private Terms terms() {
        Instant opensAt = Instant.ofEpochMilli(BEGAN_AT);
        SoftClose softClose = random(2) == 0
                ? null
                : new SoftClose(Duration.ofSeconds(2), Duration.ofSeconds(2), SoftClose.Mode.RESET, 3, null);
        return new Terms(
                new AccountId("sue"),
                new Terms.Pricing(
                        Currency.getInstance("KRW"),
                        random(2) == 0 ? Bidding.PROXY : Bidding.PLAIN,
                        new Money(100),
                        StepTable.flat(new Money(10)),
                        null),
                new Terms.Schedule(opensAt, opensAt.plus(OPEN).plusMillis(random(3_000)), softClose));
    }

    /** Half of them around the closes. */
    private void planBid(AuctionId auction) {
        long millis = random(2) == 0 ? random(10_000) : 7_500 + random(4_000);
        var bidder = new AccountId("bidder-" + random(BIDDERS));
        time.at(Duration.ofMillis(millis).toNanos(), () -> {
            var amount = new Money(100 + 10L * random(1 + (int) (millis / 20)));
            var client = new SimClient(
                    this, auction, new Bid(bidder, amount, RequestId.at(Instant.ofEpochMilli(millis()), random)));
            clients.add(client);
            client.send();
        });
    }

    private void planMisfortunes() {
        if (random(3) == 0) {
            network.cut(Duration.ofMillis(random(10_000)).toNanos(), Duration.ofMillis(random(5_000)));
        }
        for (int i = random(3); i > 0; i--) {
            SimNode node = nodes.get(random(nodes.size()));
            time.at(
                    Duration.ofMillis(random(12_000)).toNanos(),
                    () -> node.standStill(Duration.ofMillis(random(2_500))));
        }
        if (random(3) == 0) {
            SimNode victim = nodes.get(random(nodes.size()));
            time.at(Duration.ofMillis(random(11_000)).toNanos(), victim::kill);
            time.at(Duration.ofMillis(random(12_000)).toNanos(), this::addNode);
        }
    }

    void run() {
        time.runFor(UNTIL_ALL_IS_OVER);
    }

    SimTime time() {
        return time;
    }

    long millis() {
        return BEGAN_AT + time.nanos() / 1_000_000;
    }

    SimNetwork network() {
        return network;
    }

    SimArena arena() {
        return arena;
    }

    List<SimNode> nodes() {
        return nodes;
    }

    List<SimClient> clients() {
        return clients;
    }

    int random(int bound) {
        return random.nextInt(bound);
    }

    @Nullable
    SimNode anyNode() {
        List<SimNode> alive = nodes.stream().filter(node -> !node.isDead()).toList();
        return alive.isEmpty() ? null : alive.get(random(alive.size()));
    }

    /** The others that a node takes to be there. */
    List<NodeId> othersThan(SimNode self) {
        return nodes.stream()
                .filter(node -> node != self && !(node.isDead() && time.nanos() - node.diedAt() > GONE_AFTER.toNanos()))
                .map(SimNode::id)
                .toList();
    }

    @Override
    public void close() {
        nodes.forEach(SimNode::close);
    }
}
