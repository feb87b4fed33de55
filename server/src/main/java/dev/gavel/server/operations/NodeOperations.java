package dev.gavel.server.operations;

import dev.gavel.auction.AuctionId;
import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.server.arena.LogSource;
import dev.gavel.server.arena.NodeId;
import dev.gavel.server.bidding.DecisionTimes;
import dev.gavel.server.bidding.Undecided;
import dev.gavel.server.closing.Presence;
import dev.gavel.server.monitoring.BidMeters;
import dev.gavel.server.platform.Repeating;
import dev.gavel.shards.Buckets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * This node's side of operations: each second it looks at itself, says so in Redis for the consoles of other nodes, and
 * learns whether it is to be drained.
 */
public final class NodeOperations implements Operations, AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(1);
    /** More nodes than that are an error, and would make the list long. */
    private static final int NODES_MAX = 200;

    private static final int QUARANTINE_MAX = 100;

    private final Site site;
    private final LedgerView ledger;
    private final NodeLoad load;
    private final HotAuctions hot;
    private final Board board;
    private final Logs logs;
    private final AuditTrail trail;
    private final long startedNanos = System.nanoTime();
    private volatile boolean draining;
    private volatile String address = "";
    private volatile boolean published;
    private volatile Views.@Nullable Summary newest;
    private @Nullable Repeating looking;

    /** Where this node is. */
    public record Site(Arena arena, ArenaClock clock, Presence presence, NodeId node, Buckets buckets) {}

    /** What this node measures. */
    public record Measures(DecisionTimes times, Undecided undecided, HotAuctions hot, BidMeters answered) {}

    /** @param reader the name of the ledger's reader in the bid log */
    public NodeOperations(Site site, Measures measures, LedgerView ledger, LogSource log, String reader) {
        this.site = site;
        this.ledger = ledger;
        this.load = new NodeLoad(measures.times, measures.undecided, measures.answered, site.buckets);
        this.hot = measures.hot;
        this.board = new Board(site.arena);
        this.logs = new Logs(site.arena, site.buckets, reader, ledger::shardOf, System::nanoTime);
        this.trail = new AuditTrail(ledger, log, site.buckets);
    }

    /**
     * Begins to look.
     *
     * @param host which the API listens on
     * @param shared whether other nodes' consoles are told how this one is
     */
    public void start(String host, int port, boolean shared) {
        address = Address.forPeople(host) + ":" + port;
        published = shared;
        looking = new Repeating("operations", EVERY, this::look);
    }

    /** Why nobody should be sent here; empty unless an operator drains this node. */
    public Optional<String> drained() {
        return draining ? Optional.of("it is being drained: send nobody here") : Optional.empty();
    }

    private void look() {
        Views.Summary summary = summarize();
        newest = summary;
        // As it was for as long as nobody says.
        draining = board.isWished(site.node);
        if (published) {
            board.publish(site.node, SummaryJson.write(summary));
        }
    }

    private Views.Summary summarize() {
        long now = site.clock.now();
        long nanos = System.nanoTime();
        NodeLoad.Found found = load.look(now, nanos);
        return new Views.Summary(
                site.node.toString(),
                address,
                draining,
                now,
                TimeUnit.NANOSECONDS.toMillis(nanos - startedNanos),
                found.load(),
                found.buckets(),
                found.outcomes(),
                ledger.shards());
    }

    @Override
    public Views.Node node() {
        Views.Summary last = newest;
        // Within the first second it has not looked at itself yet.
        return new Views.Node(last == null ? summarize() : last, hot.hottest(), logs.look());
    }

    @Override
    public Views.Nodes nodes() {
        Map<NodeId, Long> listed = site.presence.listed();
        List<NodeId> nodes = listed.keySet().stream().limit(NODES_MAX).toList();
        Map<NodeId, byte[]> summaries = board.summaries(nodes);
        Map<NodeId, byte[]> wishes = board.wishes(nodes);
        long now = site.clock.now();
        return new Views.Nodes(nodes.stream()
                .map(node -> new Views.Listed(
                        node.toString(),
                        node.equals(site.node),
                        Math.max(0, now - listed.getOrDefault(node, now)),
                        wishes.containsKey(node),
                        SummaryJson.read(summaries.get(node))))
                .toList());
    }

    @Override
    public boolean drain(String node, boolean drained) {
        Optional<NodeId> meant = site.presence.listed().keySet().stream()
                .filter(it -> it.toString().equals(node))
                .findFirst();
        meant.ifPresent(it -> board.wish(it, drained));
        return meant.isPresent();
    }

    @Override
    public Views.Quarantine quarantine() {
        return new Views.Quarantine(ledger.quarantine(QUARANTINE_MAX));
    }

    @Override
    public Optional<Views.Decisions> decisions(AuctionId auction, long after, int limit) {
        return trail.read(auction, after, limit);
    }

    @Override
    public void close() {
        if (looking != null) {
            looking.close();
        }
    }
}
