package dev.gavel.server.api;

import dev.gavel.auction.AuctionId;
import dev.gavel.server.feed.Feed;
import dev.gavel.server.feed.Feed.Subscription;
import dev.gavel.server.feed.Update;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The watchers of one event loop, by auction: one subscription to the feed for each auction, however many watch
 * it.
 */
final class FeedRooms {
    private final Feed feed;
    private final Blocking blocking;
    private final Problems problems;
    private final Context loop;
    private final Map<AuctionId, Room> rooms = new HashMap<>();

    FeedRooms(Feed feed, Blocking blocking, Problems problems, Vertx vertx, ApiConfig.Watching config) {
        this.feed = feed;
        this.blocking = blocking;
        this.problems = problems;
        this.loop = vertx.getOrCreateContext();
        vertx.setPeriodic(config.heartbeatEvery().toMillis(), _ -> beat());
    }

    /** A call that waits for its room. */
    private record Guest(Call call, Consumer<Room> welcome) {}

    /** Goes on with the auction's room once it has a state to show, or answers the call with why there is none. */
    void enter(Call call, AuctionId auction, Consumer<Room> welcome) {
        Room room = rooms.get(auction);
        if (room != null && room.latest != null) {
            welcome.accept(room);
        } else if (room != null) {
            room.guests.add(new Guest(call, welcome));
        } else {
            open(call, auction, welcome);
        }
    }

    private void open(Call call, AuctionId auction, Consumer<Room> welcome) {
        var room = new Room(auction);
        rooms.put(auction, room);
        room.guests.add(new Guest(call, welcome));
        boolean started = blocking.run(call, () -> subscribe(auction, room), room::opened);
        if (!started) {
            rooms.remove(auction);
        }
    }

    private Attempt subscribe(AuctionId auction, Room room) {
        try {
            return new Attempt(feed.subscribe(auction, update -> loop.runOnContext(_ -> room.deliver(update))), null);
        } catch (RuntimeException e) {
            return new Attempt(Optional.empty(), e);
        }
    }

    private record Attempt(
            Optional<Subscription> subscription, @Nullable RuntimeException failure) {}

    private void beat() {
        for (Room room : List.copyOf(rooms.values())) {
            for (Watcher watcher : List.copyOf(room.watchers)) {
                if (!watcher.beat()) {
                    room.leave(watcher);
                    watcher.wire().close(Wire.POLICY_VIOLATION);
                }
            }
        }
    }

    /** Sends everybody to another node. */
    void close() {
        for (Room room : List.copyOf(rooms.values())) {
            for (Watcher watcher : List.copyOf(room.watchers)) {
                room.leave(watcher);
                watcher.wire().close(Wire.GOING_AWAY);
            }
        }
    }

    /** All who watch one auction on this event loop. */
    final class Room {
        private final AuctionId auction;
        private final Set<Watcher> watchers = new LinkedHashSet<>();
        private final List<Guest> guests = new ArrayList<>();
        /** Watchers whose upgrade is under way: the room must not close before they are in. */
        private int arriving;

        private @Nullable Frame latest;
        private @Nullable Subscription subscription;

        private Room(AuctionId auction) {
            this.auction = auction;
        }

        private void opened(Attempt attempt) {
            attempt.subscription().ifPresent(it -> {
                subscription = it;
                deliver(it.current());
            });
            if (subscription == null) {
                rooms.remove(auction);
            }
            for (Guest guest : List.copyOf(guests)) {
                if (subscription != null) {
                    guest.welcome().accept(this);
                } else {
                    problems.answer(
                            guest.call(), attempt.failure() == null ? Call.unknownAuction() : attempt.failure());
                    guest.call().request().resume();
                }
            }
            guests.clear();
            closeIfEmpty();
        }

        private void deliver(Update update) {
            if (latest != null && update.revision() <= latest.revision()) {
                return;
            }
            latest = Frame.of(update);
            for (Watcher watcher : List.copyOf(watchers)) {
                watcher.offer(latest);
            }
        }

        void expect() {
            arriving++;
        }

        /** One that was expected has joined, or will not come. */
        void expectNoMore() {
            arriving--;
            closeIfEmpty();
        }

        void join(Watcher watcher) {
            watchers.add(watcher);
            if (latest != null) {
                watcher.offer(latest);
            }
        }

        void leave(Watcher watcher) {
            if (watchers.remove(watcher)) {
                closeIfEmpty();
            }
        }

        /** A room that nobody is in costs the feed an encoding for each update. */
        private void closeIfEmpty() {
            boolean empty = watchers.isEmpty() && guests.isEmpty() && arriving == 0;
            if (empty && subscription != null && rooms.remove(auction, this)) {
                subscription.cancel();
            }
        }
    }
}
