package dev.gavel.server.bidding;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.server.arena.Arena;
import dev.gavel.server.arena.ArenaConfig;
import dev.gavel.server.arena.ArenaKeys;
import dev.gavel.server.arena.ArrivedBid;
import dev.gavel.server.arena.Durability;
import dev.gavel.server.arena.FirstAnswers;
import dev.gavel.server.arena.NodeId;
import dev.gavel.server.arena.NotLevelException;
import dev.gavel.server.arena.Packed;
import dev.gavel.server.arena.Replicas;
import dev.gavel.server.arena.SafeCopy;
import dev.gavel.server.arena.Script;
import dev.gavel.server.arena.TraceMark;
import dev.gavel.server.arena.Turn;
import dev.gavel.server.arena.TurnOutcome;
import dev.gavel.shards.Bucket;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Calls {@code place-bids.lua}. */
public final class PlaceBids {
    private final Arena arena;
    private final Script script;
    private final byte[] node;
    private final @Nullable HoldBack holdBack;

    /** As a node that nobody knows: for those who place bids alone. */
    public PlaceBids(Arena arena) {
        this(arena, NodeId.random());
    }

    /** @param node by which the bid log says who placed the bids */
    public PlaceBids(Arena arena, NodeId node) {
        this(arena, node, null);
    }

    /** @param copy must have what is told at the durability {@code log}, and is not asked at others */
    public PlaceBids(Arena arena, NodeId node, @Nullable SafeCopy copy) {
        this(arena, arena.script(PlaceBids.class, "place-bids.lua"), node, copy);
    }

    /** With another script, for tests that plant faults. */
    PlaceBids(Arena arena, Script script, NodeId node, @Nullable SafeCopy copy) {
        this.arena = arena;
        this.script = script;
        this.node = node.bytes();
        this.holdBack = arena.config().durability() == Durability.LOG ? HoldBack.until(copy) : null;
    }

    /** Decides a turn. Reading the reply is left to the caller, and to the caller's thread. */
    public CompletionStage<TurnReply> place(Bucket bucket, Turn turn) {
        return place(bucket, turn, List.of());
    }

    /** @param traced the bids of the turn that are traced, for whoever reads the bid log */
    public CompletionStage<TurnReply> place(Bucket bucket, Turn turn, List<TraceMark> traced) {
        RedisClusterAsyncCommands<byte[], byte[]> on;
        byte[][] arguments;
        HoldBack.@Nullable Turn held;
        try {
            held = holdBack == null ? null : holdBack.turn(arena, bucket);
            on = arena.turns(bucket);
            arguments = arguments(bucket, turn, traced);
        } catch (NotLevelException closed) {
            return CompletableFuture.failedFuture(closed);
        }
        return arena.<List<Object>>run(on, script, ScriptOutputType.MULTI, keys(bucket, turn), arguments)
                .thenCompose(reply -> reply(bucket, turn, on, held, reply));
    }

    private static byte[][] keys(Bucket bucket, Turn turn) {
        List<AuctionId> auctions = turn.auctions();
        byte[][] keys = new byte[3 + ArenaKeys.REQUEST_ID_GENERATIONS + 3 * auctions.size()][];
        keys[0] = ArenaKeys.logNumber(bucket);
        keys[1] = ArenaKeys.log(bucket);
        keys[2] = ArenaKeys.due(bucket);
        int at = 3;
        for (int generation = 0; generation < ArenaKeys.REQUEST_ID_GENERATIONS; generation++) {
            keys[at++] = ArenaKeys.requestIds(bucket, generation);
        }
        for (AuctionId auction : auctions) {
            keys[at] = ArenaKeys.state(bucket, auction);
            keys[at + auctions.size()] = ArenaKeys.ranking(bucket, auction);
            keys[at + 2 * auctions.size()] = ArenaKeys.bidders(bucket, auction);
            at++;
        }
        return keys;
    }

    private byte[][] arguments(Bucket bucket, Turn turn, List<TraceMark> traced) {
        long oldest = Long.MAX_VALUE;
        long newest = 0;
        for (ArrivedBid arrived : turn.bids()) {
            long madeAt = arrived.bid().requestId().madeAtMillis();
            oldest = Math.min(oldest, madeAt);
            newest = Math.max(newest, madeAt);
        }
        ArenaConfig config = arena.config();
        return new byte[][] {
            turn.pack(),
            Packed.decimal(config.requestIdGeneration().toMillis()),
            Packed.decimal(config.requestIdAgeMax().toMillis()),
            Packed.decimal(config.requestIdAheadMax().toMillis()),
            Packed.decimal(oldest),
            Packed.decimal(newest),
            node,
            Packed.decimal(turn.identitiesDiffer() ? 1 : 0),
            arena.fence(bucket),
            TraceMark.pack(traced)
        };
    }

    private CompletionStage<TurnReply> reply(
            Bucket bucket,
            Turn turn,
            RedisClusterAsyncCommands<byte[], byte[]> on,
            HoldBack.@Nullable Turn held,
            List<Object> reply) {
        var outcome = new TurnOutcome(
                (byte[]) reply.get(0), (byte[]) reply.get(1), (byte[]) reply.get(2), (byte[]) reply.get(3));
        arena.floors().raise(bucket, outcome.entry());
        byte[] known = (byte[]) reply.get(4);
        boolean tellsDecisions = outcome.entry() != 0 || known.length > 0;
        if (held != null && tellsDecisions) {
            return reply(bucket, turn, outcome, known).thenApply(told -> held.back(told, outcome.entry(), known));
        }
        return arena.config().durability() != Durability.REPLICA || !tellsDecisions
                ? reply(bucket, turn, outcome, known)
                : Replicas.have(on, bucket, outcome.entry() != 0, arena.config().replica())
                        .thenCompose(_ -> reply(bucket, turn, outcome, known));
    }

    private CompletionStage<TurnReply> reply(Bucket bucket, Turn turn, TurnOutcome outcome, byte[] known) {
        return known.length == 0
                ? CompletableFuture.completedFuture(() -> answers(turn, outcome, null))
                : FirstAnswers.find(arena, bucket, turn, known).thenApply(first -> () -> answers(turn, outcome, first));
    }

    private static List<Answer> answers(Turn turn, TurnOutcome outcome, @Nullable FirstAnswers firstAnswers) {
        @Nullable BidDecided[] decisions = outcome.decisions(turn);
        List<Answer> answers = new ArrayList<>(decisions.length);
        for (int i = 0; i < decisions.length; i++) {
            BidDecided decided = decisions[i];
            if (decided == null) {
                BidDecided first = firstAnswers == null ? null : firstAnswers.of(i);
                answers.add(undecided(outcome.outcome(i), turn.bids().get(i).bid(), first));
            } else {
                answers.add(new Answer.Decided(receipt(decided)));
            }
        }
        return answers;
    }

    private static Answer undecided(char outcome, Bid bid, @Nullable BidDecided first) {
        return switch (outcome) {
            case TurnOutcome.TOO_OLD -> new Answer.RequestIdTooOld();
            case TurnOutcome.FROM_FUTURE -> new Answer.RequestIdFromFuture();
            case TurnOutcome.NO_AUCTION -> new Answer.UnknownAuction();
            case TurnOutcome.KNOWN -> again(bid, first);
            default -> throw new IllegalStateException("outcome '" + outcome + "' without a decision");
        };
    }

    private static Answer again(Bid bid, @Nullable BidDecided first) {
        if (first == null) {
            // Known when the script looked, and forgotten before its answer could be read.
            return new Answer.RequestIdTooOld();
        }
        return first.bid().amount().equals(bid.amount())
                ? new Answer.Decided(receipt(first))
                : new Answer.RequestIdReused();
    }

    private static Receipt receipt(BidDecided decided) {
        return new Receipt(
                decided.auction(),
                decided.sequence(),
                decided.bid(),
                decided.outcome(),
                decided.price(),
                decided.closesAt(),
                decided.receivedAt(),
                decided.decidedAt());
    }
}
