package dev.gavel.server.api;

import dev.gavel.auction.AuctionId;
import dev.gavel.server.feed.Feed;
import dev.gavel.server.feed.Feed.Subscription;
import dev.gavel.server.feed.Update;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The watchers of one event loop, by auction: one subscription to the feed for each auction, however many watch
 * it.
 */
final class FeedRooms {
    /** A sweep is followed by a pause of this part of its length, in which the cores catch up on the rest. */
    private static final int PAUSE_PART = 4;

    private final Feed feed;
    private final Blocking blocking;
    private final Vertx vertx;
    private final Context loop;
    private final ApiConfig.Watching config;
    private final FeedMeters meters;
    private final Map<AuctionId, Room> rooms = new HashMap<>();

    FeedRooms(Feed feed, Blocking blocking, Vertx vertx, ApiConfig.Watching config, FeedMeters meters) {
        this.feed = feed;
        this.blocking = blocking;
        this.config = config;
        this.meters = meters;
        this.vertx = vertx;
        this.loop = vertx.getOrCreateContext();
        later(config.heartbeatEvery(), this::beat);
    }

    /** Somebody who waits for a room. */
    private record Guest(Consumer<Room> welcome, Consumer<Throwable> refusal) {}

    /** Goes on with the auction's room once it has a state to show, or with why there is none. */
    void enter(AuctionId auction, Consumer<Room> welcome, Consumer<Throwable> refusal) {
        Room room = rooms.get(auction);
        if (room != null && room.latest != null) {
            welcome.accept(room);
        } else if (room != null) {
            room.guests.add(new Guest(welcome, refusal));
        } else {
            open(auction, new Guest(welcome, refusal));
        }
    }

    private void open(AuctionId auction, Guest first) {
        var room = new Room(auction);
        rooms.put(auction, room);
        room.guests.add(first);
        blocking.run(
                work -> loop.runOnContext(_ -> work.run()),
                () -> feed.subscribe(auction, update -> loop.runOnContext(_ -> room.deliver(update)))
                        .orElseThrow(Call::unknownAuction),
                room::opened,
                room::failed);
    }

    /** Runs something on this event loop when a time has passed. */
    void later(Duration wait, Runnable action) {
        vertx.setTimer(Math.max(1, wait.toMillis()), _ -> action.run());
    }

    /** Somebody who watches so many auctions was cut off elsewhere, for having taken nothing. */
    void cutOff(int watchers) {
        meters.cutOff.add(watchers);
    }

    private void beat() {
        List<Runnable> beats = rooms.values().stream()
                .flatMap(room -> room.watchers.stream().<Runnable>map(watcher -> () -> room.beat(watcher)))
                .toList();
        Slices.forEach(loop, beats, Runnable::run, () -> later(config.heartbeatEvery(), this::beat));
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
        private boolean sweeping;

        private Room(AuctionId auction) {
            this.auction = auction;
        }

        private void opened(Subscription made) {
            subscription = made;
            deliver(made.current());
            List<Guest> waiting = List.copyOf(guests);
            guests.clear();
            waiting.forEach(guest -> guest.welcome().accept(this));
            closeIfEmpty();
        }

        private void failed(Throwable failure) {
            rooms.remove(auction, this);
            guests.forEach(guest -> guest.refusal().accept(failure));
            guests.clear();
        }

        private void deliver(Update update) {
            if (latest == null || update.revision() > latest.revision()) {
                latest = Frame.of(update);
                if (!sweeping) {
                    sweep(update.revision());
                }
            }
        }

        /**
         * Tells everybody the latest state. What changes meanwhile is told to those still to come, and to the others by
         * the next sweep, which begins after a pause if this one was long.
         */
        private void sweep(long revision) {
            sweeping = true;
            long beganAt = System.nanoTime();
            Slices.forEach(loop, watchers, this::offer, () -> {
                long took = System.nanoTime() - beganAt;
                if (took > config.updateEvery().toNanos()) {
                    later(Duration.ofNanos(took / PAUSE_PART), () -> swept(revision));
                } else {
                    swept(revision);
                }
            });
        }

        private void swept(long revision) {
            sweeping = false;
            if (latest != null && latest.revision() > revision) {
                sweep(latest.revision());
            }
        }

        private void offer(Watcher watcher) {
            if (latest != null && watchers.contains(watcher)) {
                watcher.offer(latest);
            }
        }

        private void beat(Watcher watcher) {
            if (watchers.contains(watcher) && !watcher.beat()) {
                meters.cutOff.increment();
                leave(watcher);
                watcher.wire().close(Wire.POLICY_VIOLATION);
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

        Watcher join(Wire wire) {
            var watcher = new Watcher(wire, config, meters, FeedRooms.this::later, System::nanoTime);
            watchers.add(watcher);
            if (latest != null) {
                watcher.offer(latest);
            }
            return watcher;
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
