package dev.gavel.server.bidding;

import dev.gavel.server.arena.NodeId;
import dev.gavel.server.arena.Turn;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Between nodes and the arena: delays, loses either way, does things late, and is cut for a while. */
final class SimNetwork {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final SimWorld world;
    private final SimArena arena;
    /** Of a hundred questions so many go wrong. */
    private final int wrongPercent;

    private final int delayMicrosMax;
    private long cutFrom = Long.MAX_VALUE;
    private long cutUntil;

    SimNetwork(SimWorld world, SimArena arena, int wrongPercent, int delayMicrosMax) {
        this.world = world;
        this.arena = arena;
        this.wrongPercent = wrongPercent;
        this.delayMicrosMax = delayMicrosMax;
    }

    void cut(long fromNanos, Duration length) {
        cutFrom = fromNanos;
        cutUntil = fromNanos + length.toNanos();
    }

    CompletionStage<TurnReply> place(NodeId node, Turn turn) {
        var reply = new CompletableFuture<TurnReply>();
        if (isCut()) {
            world.time().in(delay(), () -> fail(reply));
        } else if (world.random(100) >= wrongPercent) {
            world.time().in(delay(), () -> {
                List<Answer> answers = arena.place(node, turn);
                world.time().in(delay(), () -> reply.complete(() -> answers));
            });
        } else {
            goWrong(node, turn, reply);
        }
        return reply;
    }

    private void goWrong(NodeId node, Turn turn, CompletableFuture<TurnReply> reply) {
        switch (world.random(3)) {
            // The question was lost.
            case 0 -> {}
            // The answer was lost.
            case 1 -> world.time().in(delay(), () -> arena.place(node, turn));
            // It was held up somewhere, and is decided when it has been asked again.
            default ->
                world.time().in(TIMEOUT.plusMillis(world.random(1_500)), () -> {
                    if (!isCut()) {
                        arena.place(node, turn);
                    }
                });
        }
        world.time().in(world.random(2) == 0 ? delay() : TIMEOUT, () -> fail(reply));
    }

    void close(NodeId node, long answeredBefore, List<NodeId> others) {
        if (!isCut() && world.random(100) >= wrongPercent) {
            world.time().in(delay(), () -> arena.close(node, answeredBefore, others));
        }
    }

    private boolean isCut() {
        long now = world.time().nanos();
        return now >= cutFrom && now < cutUntil;
    }

    private Duration delay() {
        return Duration.ofNanos(1_000L * (50 + world.random(delayMicrosMax)));
    }

    private static void fail(CompletableFuture<TurnReply> reply) {
        reply.completeExceptionally(new IllegalStateException("no answer"));
    }
}
