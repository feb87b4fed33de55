package dev.gavel.server.api;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bid;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Interventions;
import dev.gavel.auction.Money;
import dev.gavel.auction.Permit;
import dev.gavel.auction.Referee;
import dev.gavel.auction.Result;
import dev.gavel.auction.Standing;
import dev.gavel.auction.Terms;
import dev.gavel.server.arena.ArenaClock;
import dev.gavel.server.arena.LogEntry;
import dev.gavel.server.arena.LogGapException;
import dev.gavel.server.arena.LogSource;
import dev.gavel.server.bidding.Answer;
import dev.gavel.server.bidding.Bidding;
import dev.gavel.server.bidding.Receipt;
import dev.gavel.server.listing.Auctions;
import dev.gavel.server.listing.Editing;
import dev.gavel.server.listing.Listing;
import dev.gavel.server.listing.Live;
import dev.gavel.server.listing.Presentation;
import dev.gavel.server.listing.Ranking;
import dev.gavel.server.listing.Search;
import dev.gavel.server.listing.Wish;
import dev.gavel.shards.Bucket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An arena in memory that decides by the referee and keeps a bid log of one bucket. */
final class FakeArena implements Bidding, Auctions, LogSource, ArenaClock {
    static final Instant START = Instant.parse("2027-03-01T10:00:00Z");
    private static final Bucket BUCKET = new Bucket(0);

    final AtomicLong now = new AtomicLong(START.toEpochMilli());
    private final AtomicInteger stamped = new AtomicInteger();
    final AtomicBoolean gap = new AtomicBoolean();
    final AtomicLong finds = new AtomicLong();
    private final Map<AuctionId, Live> auctions = new HashMap<>();
    private final Map<AuctionId, Map<AccountId, Long>> visible = new HashMap<>();
    private final Map<AuctionId, Interventions> interventions = new HashMap<>();
    private final List<LogEntry> log = new ArrayList<>();
    private long ids = 1000;
    private @Nullable Answer nextAnswer;
    private @Nullable List<Runnable> held;
    private Answer.@Nullable TooManyBids turnedAway;
    private @Nullable RuntimeException failure;
    private @Nullable RuntimeException placing;
    /** Whether it cannot tell when bids came. */
    final AtomicBoolean uncertain = new AtomicBoolean();

    synchronized void answerNext(Answer answer) {
        nextAnswer = answer;
    }

    synchronized void turnAwayNext(Answer.TooManyBids answer) {
        turnedAway = answer;
    }

    @Override
    public synchronized Answer.@Nullable TooManyBids turnsAway(AccountId bidder) {
        Answer.TooManyBids planned = turnedAway;
        turnedAway = null;
        return planned;
    }

    synchronized void failWith(@Nullable RuntimeException e) {
        failure = e;
    }

    /** The next bid is not taken, as if the code that takes it were broken. */
    synchronized void failPlacing(RuntimeException e) {
        placing = e;
    }

    synchronized int size() {
        return auctions.size();
    }

    synchronized long decisions() {
        return log.size();
    }

    synchronized void forget(AuctionId id) {
        auctions.remove(id);
    }

    @Override
    public synchronized void place(AuctionId id, Bid bid, long receivedAt, Consumer<Answer> answer) {
        if (placing != null) {
            RuntimeException broken = placing;
            placing = null;
            throw broken;
        }
        Answer planned = nextAnswer;
        if (planned != null) {
            nextAnswer = null;
            answer.accept(planned);
            return;
        }
        Live live = auctions.get(id);
        Answer decided = live == null ? new Answer.UnknownAuction() : new Answer.Decided(decide(live, bid, receivedAt));
        if (held == null) {
            answer.accept(decided);
        } else {
            held.add(() -> answer.accept(decided));
        }
    }

    /** Decides and does not say. */
    synchronized void holdAnswers() {
        held = new ArrayList<>();
    }

    synchronized void releaseAnswers() {
        List<Runnable> all = held == null ? List.of() : held;
        held = null;
        all.forEach(Runnable::run);
    }

    private Receipt decide(Live live, Bid bid, long receivedAt) {
        var received = receivedAt == UNSTAMPED ? at() : Instant.ofEpochMilli(receivedAt);
        Permit permit = interventions
                .getOrDefault(live.listing().id(), Interventions.NONE)
                .permit(bid.bidder());
        var ruling =
                Referee.decide(live.listing().terms(), live.standing(), permit, bid.bidder(), bid.amount(), received);
        Standing after = ruling.after();
        AuctionId id = live.listing().id();
        auctions.put(id, new Live(live.listing(), after, live.notice()));
        var price = after.lead() == null ? null : after.lead().price();
        var leader = after.lead() == null ? null : after.lead().leader();
        append(new Decision.BidDecided(
                id, after.sequence(), at(), bid, received, ruling.outcome(), price, leader, after.closesAt()));
        if (ruling.outcome().accepted()) {
            visible.computeIfAbsent(id, _ -> new HashMap<>())
                    .put(bid.bidder(), bid.amount().minor());
        }
        return new Receipt(id, after.sequence(), bid, ruling.outcome(), price, after.closesAt(), received, at());
    }

    @Override
    public synchronized Listing list(Terms terms, Presentation shown) {
        fail();
        var listing = new Listing(new AuctionId(ids++), terms, shown, 0, at());
        auctions.put(listing.id(), new Live(listing, Standing.beforeFirstBid(terms)));
        append(new Decision.Opened(listing.id(), at(), terms));
        return listing;
    }

    synchronized void close(AuctionId id) {
        Live live = auctions.get(id);
        if (live == null) {
            throw new IllegalArgumentException("no auction " + id);
        }
        Standing closed = Referee.close(live.standing());
        auctions.put(id, new Live(live.listing(), closed));
        Result result = Referee.result(live.listing().terms(), closed);
        append(new Decision.Closed(id, closed.sequence(), at(), closed.closesAt(), result));
    }

    @Override
    public synchronized Optional<Live> find(AuctionId id) {
        finds.incrementAndGet();
        fail();
        return Optional.ofNullable(auctions.get(id));
    }

    @Override
    public synchronized List<Live> closingSoon(@Nullable Place after, int limit) {
        return auctions.values().stream()
                .filter(it -> after == null || ORDER.compare(place(it), after) > 0)
                .sorted(Comparator.comparing(FakeArena::place, ORDER))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized List<Live> closingSoon(Search search, @Nullable Place after, int limit) {
        return closingSoon(after, Integer.MAX_VALUE).stream()
                .filter(live -> search.finds(live.listing().shown()))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Editing edit(AuctionId id, AccountId seller, UnaryOperator<Presentation> change) {
        Live live = auctions.get(id);
        if (live == null) {
            return new Editing.Refused(Editing.Refusal.UNKNOWN_AUCTION);
        }
        Listing listing = live.listing();
        if (!listing.terms().seller().equals(seller)) {
            return new Editing.Refused(Editing.Refusal.NOT_THE_SELLER);
        }
        if (live.standing().accepted() > 0) {
            return new Editing.Refused(Editing.Refusal.HAS_BIDS);
        }
        var changed = new Live(
                new Listing(
                        id, listing.terms(), change.apply(listing.shown()), listing.edits() + 1, listing.listedAt()),
                live.standing());
        auctions.put(id, changed);
        return new Editing.Edited(changed);
    }

    private static final Comparator<Place> ORDER =
            Comparator.comparing(Place::closesAt).thenComparing(Place::auction);

    private static Place place(Live live) {
        return Place.of(live);
    }

    @Override
    public synchronized Optional<Ranking> ranking(AuctionId id, int top, @Nullable AccountId asker) {
        Live live = auctions.get(id);
        if (live == null) {
            return Optional.empty();
        }
        var ranks = new ArrayList<Ranking.Rank>();
        Standing.Lead lead = live.standing().lead();
        visible.getOrDefault(id, Map.of()).entrySet().stream()
                .sorted(Map.Entry.<AccountId, Long>comparingByValue().reversed())
                .forEach(it -> ranks.add(new Ranking.Rank(
                        ranks.size() + 1,
                        it.getKey(),
                        lead != null && lead.leader().equals(it.getKey()) ? lead.price() : new Money(it.getValue()))));
        var mine = ranks.stream().filter(it -> it.bidder().equals(asker)).findFirst();
        return Optional.of(new Ranking(ranks.stream().limit(top).toList(), mine.orElse(null), ranks.size()));
    }

    @Override
    public synchronized Effect intervene(AuctionId id, Wish wish) {
        Live live = auctions.get(id);
        if (live == null) {
            return Effect.UNKNOWN_AUCTION;
        }
        Terms terms = live.listing().terms();
        Standing was = live.standing();
        if (!wish.operator() && !(wish instanceof Wish.Ask) && !terms.seller().equals(wish.by())) {
            return Effect.NOT_THE_SELLER;
        }
        Interventions before = interventions.getOrDefault(id, Interventions.NONE);
        Decision.Intervention done = decision(id, wish, was);
        Standing after = Referee.intervene(terms, was, before, done);
        if (after == null) {
            boolean withdrawn = wish instanceof Wish.Cancel && was.state() == Standing.State.CANCELLED;
            boolean over = was.hasEnded() && !withdrawn;
            return over ? Effect.CLOSED : wish instanceof Wish.Cancel && !withdrawn ? Effect.HAS_BIDS : Effect.ALREADY;
        }
        interventions.put(id, before.after(done));
        auctions.put(id, new Live(live.listing(), after, before.after(done).notice()));
        append(
                done instanceof Decision.Resumed it
                        ? new Decision.Resumed(
                                id, it.sequence(), it.decidedAt(), it.by(), it.reason(), after.closesAt())
                        : done);
        return Effect.DONE;
    }

    private Decision.Intervention decision(AuctionId id, Wish wish, Standing was) {
        long next = was.sequence() + 1;
        return switch (wish) {
            case Wish.Pause it -> new Decision.Paused(id, next, at(), it.by(), it.reason());
            case Wish.Resume it -> new Decision.Resumed(id, next, at(), it.by(), it.reason(), was.closesAt());
            case Wish.Cancel it -> new Decision.Cancelled(id, next, at(), it.by(), it.reason());
            case Wish.Say it -> new Decision.Permitted(id, next, at(), it.by(), it.reason(), it.bidder(), it.permit());
            case Wish.Ask it -> new Decision.Permitted(id, next, at(), it.by(), "", it.by(), Permit.ASKED);
        };
    }

    @Override
    public synchronized Optional<Map<AccountId, Permit>> permits(AuctionId id) {
        return auctions.containsKey(id)
                ? Optional.of(interventions
                        .getOrDefault(id, Interventions.NONE)
                        .permits()
                        .all())
                : Optional.empty();
    }

    @Override
    public synchronized Map<Bucket, List<LogEntry>> read(Map<Bucket, Long> positions) {
        if (gap.getAndSet(false)) {
            throw new LogGapException(BUCKET, positions.getOrDefault(BUCKET, 0L), "a test took entries away");
        }
        int from = (int) positions.getOrDefault(BUCKET, 0L).longValue();
        return from >= log.size() ? Map.of() : Map.of(BUCKET, List.copyOf(log.subList(from, log.size())));
    }

    @Override
    public Map<Bucket, Long> ends(List<Bucket> buckets) {
        return end();
    }

    @Override
    public void done(String reader, Map<Bucket, Long> positions) {}

    synchronized Map<Bucket, Long> end() {
        return Map.of(BUCKET, (long) log.size());
    }

    int stamped() {
        return stamped.get();
    }

    @Override
    public long stamp() {
        stamped.incrementAndGet();
        return uncertain.get() ? UNSTAMPED : now.get();
    }

    @Override
    public long now() {
        return now.get();
    }

    private Instant at() {
        return Instant.ofEpochMilli(now.get());
    }

    private void fail() {
        if (failure != null) {
            throw failure;
        }
    }

    private void append(Decision decision) {
        log.add(new LogEntry(BUCKET, log.size() + 1L, List.of(decision)));
    }
}
