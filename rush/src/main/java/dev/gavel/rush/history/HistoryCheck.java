package dev.gavel.rush.history;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.auction.RequestId;
import dev.gavel.rush.history.Violation.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Holds what bidders were told against what the target has kept. Pure. */
public final class HistoryCheck {
    /** By how much the clocks of bidders and arena may differ; all of a run are on one machine. */
    private static final long CLOCKS_MS = 20;

    private final long beganAtMillis;
    private final List<Violation> violations = new ArrayList<>();

    private HistoryCheck(long beganAtMillis) {
        this.beganAtMillis = beganAtMillis;
    }

    /** @return what was broken, in no particular order; empty if every promise was kept */
    public static List<Violation> run(History history, List<Kept> kept) {
        Map<AuctionId, List<Exchange>> byAuction = new HashMap<>();
        for (Exchange exchange : history.exchanges()) {
            byAuction
                    .computeIfAbsent(exchange.auction(), _ -> new ArrayList<>())
                    .add(exchange);
        }
        var check = new HistoryCheck(history.beganAtMillis());
        for (Kept one : kept) {
            List<Exchange> exchanges = byAuction.remove(one.auction());
            check.auction(one, exchanges == null ? List.of() : exchanges);
        }
        byAuction.forEach((auction, exchanges) -> check.unknown(auction, exchanges));
        return List.copyOf(check.violations);
    }

    private void unknown(AuctionId auction, List<Exchange> exchanges) {
        exchanges.stream()
                .filter(exchange -> exchange.told() instanceof Told.Decided)
                .findFirst()
                .ifPresent(one -> broken(
                        Promise.ACKNOWLEDGED_STANDS, auction, "bid " + one.requestId() + " is in no log at all"));
    }

    private void auction(Kept kept, List<Exchange> exchanges) {
        List<Exchange> acknowledged = exchanges.stream()
                .filter(exchange -> exchange.told() instanceof Told.Decided)
                .sorted(Comparator.comparingLong(HistoryCheck::sequence))
                .toList();
        new LogCheck(kept, this::broken).run();
        acknowledgedStands(kept, acknowledged);
        atMostOnce(kept, acknowledged);
        turnedAway(kept, exchanges);
        Collection<Span> spans = spans(exchanges, acknowledged);
        realTimeOrder(kept.auction(), spans);
        stampedOnArrival(kept.auction(), spans);
    }

    private void acknowledgedStands(Kept kept, List<Exchange> acknowledged) {
        Map<Long, BidDecided> bySequence = new HashMap<>();
        for (Decision decision : kept.log()) {
            if (decision instanceof BidDecided decided) {
                bySequence.put(decided.sequence(), decided);
            }
        }
        for (Exchange exchange : acknowledged) {
            BidDecided decided = bySequence.get(sequence(exchange));
            if (decided == null || !same(exchange, decided)) {
                broken(
                        Promise.ACKNOWLEDGED_STANDS,
                        kept.auction(),
                        "bid " + exchange.requestId() + " of " + exchange.bidder() + " was told " + exchange.told()
                                + ", the log has " + (decided == null ? "nothing there" : decided));
            }
        }
    }

    private static boolean same(Exchange exchange, BidDecided decided) {
        return exchange.told() instanceof Told.Decided told
                && decided.bid().requestId().equals(exchange.requestId())
                && decided.bid().bidder().equals(exchange.bidder())
                && decided.bid().amount().minor() == exchange.amount()
                && Told.word(decided.outcome()).equals(told.outcome())
                && Told.price(decided.price()) == told.price()
                && decided.receivedAt().toEpochMilli() == told.receivedAt()
                && decided.decidedAt().toEpochMilli() == told.decidedAt()
                && decided.closesAt().toEpochMilli() == told.closesAt();
    }

    private record Identity(String bidder, RequestId requestId) {
        static Identity of(Exchange exchange) {
            return new Identity(exchange.bidder().value(), exchange.requestId());
        }

        static Identity of(BidDecided decided) {
            return new Identity(decided.bid().bidder().value(), decided.bid().requestId());
        }
    }

    /**
     * What was refused at the edge was refused rightly and was never accepted. What was not placed is not in the log;
     * one that was sent twice may be in it by its other sending.
     */
    private void turnedAway(Kept kept, List<Exchange> exchanges) {
        Map<Identity, BidDecided> decided = new HashMap<>();
        NavigableMap<Long, Long> priceByTime = new TreeMap<>();
        for (Decision decision : kept.log()) {
            if (decision instanceof BidDecided one) {
                decided.put(Identity.of(one), one);
                priceByTime.put(one.decidedAt().toEpochMilli(), Told.price(one.price()));
            }
        }
        Set<Identity> elsewhere = new HashSet<>();
        exchanges.stream()
                .filter(one -> !(one.told() instanceof Told.Undecided told && told.notPlaced()))
                .forEach(one -> elsewhere.add(Identity.of(one)));
        for (Exchange one : exchanges) {
            if (one.told() instanceof Told.Undecided told && (told.refused() || told.notPlaced())) {
                BidDecided logged = decided.get(Identity.of(one));
                boolean wrong = told.refused()
                        ? (logged != null && logged.outcome().accepted()) || !isTooLow(one, priceByTime)
                        : logged != null && !elsewhere.contains(Identity.of(one));
                if (wrong) {
                    broken(
                            Promise.TURNED_AWAY_STANDS,
                            kept.auction(),
                            "bid " + one.requestId() + " of " + one.bidder() + ", " + one.amount() + ", was told "
                                    + told.problem() + ", the log has " + (logged == null ? "no such bid" : logged));
                }
            }
        }
    }

    private boolean isTooLow(Exchange one, NavigableMap<Long, Long> priceByTime) {
        long told = beganAtMillis + TimeUnit.NANOSECONDS.toMillis(one.toldNanos());
        Map.Entry<Long, Long> price = priceByTime.floorEntry(told + CLOCKS_MS);
        return price != null && one.amount() <= price.getValue();
    }

    private void atMostOnce(Kept kept, List<Exchange> acknowledged) {
        Map<Identity, Told> answers = new HashMap<>();
        for (Exchange exchange : acknowledged) {
            Told before = answers.putIfAbsent(Identity.of(exchange), exchange.told());
            if (before != null && !before.equals(exchange.told())) {
                broken(
                        Promise.AT_MOST_ONCE,
                        kept.auction(),
                        "request id " + exchange.requestId() + " got two answers: " + before + " and "
                                + exchange.told());
            }
        }
        Map<Identity, Long> decided = new HashMap<>();
        for (Decision decision : kept.log()) {
            if (decision instanceof BidDecided one) {
                Identity identity = Identity.of(one);
                Long before = decided.putIfAbsent(identity, one.sequence());
                if (before != null) {
                    broken(
                            Promise.AT_MOST_ONCE,
                            kept.auction(),
                            "request id " + identity.requestId + " was decided twice, as " + before + " and "
                                    + one.sequence());
                }
            }
        }
    }

    private record Span(long sequence, long receivedAt, long sentNanos, long toldNanos) {
        Span with(Span other) {
            return toldNanos <= other.toldNanos ? this : other;
        }
    }

    /**
     * A repetition gets the sequence of the first sending, whether or not that was answered, so a sequence counts as
     * sent when its id was sent first, and as told when it was told first.
     *
     * @return the last sequence first
     */
    private static Collection<Span> spans(List<Exchange> exchanges, List<Exchange> acknowledged) {
        Map<Identity, Long> firstSent = new HashMap<>();
        exchanges.forEach(one -> firstSent.merge(Identity.of(one), one.sentNanos(), Math::min));
        NavigableMap<Long, Span> spans = new TreeMap<>(Comparator.reverseOrder());
        for (Exchange one : acknowledged) {
            if (one.told() instanceof Told.Decided told) {
                long sent = firstSent.getOrDefault(Identity.of(one), one.sentNanos());
                spans.merge(
                        told.sequence(),
                        new Span(told.sequence(), told.receivedAt(), sent, one.toldNanos()),
                        Span::with);
            }
        }
        return spans.values();
    }

    /** By the clock of the bidders, so that the times by which the bell is checked are not the server's word alone. */
    private void stampedOnArrival(AuctionId auction, Collection<Span> spans) {
        for (Span span : spans) {
            long sent = beganAtMillis + TimeUnit.NANOSECONDS.toMillis(span.sentNanos);
            long told = beganAtMillis + TimeUnit.NANOSECONDS.toMillis(span.toldNanos);
            if (span.receivedAt < sent - CLOCKS_MS || span.receivedAt > told + CLOCKS_MS) {
                broken(
                        Promise.STAMPED_ON_ARRIVAL,
                        auction,
                        "bid " + span.sequence + " counts as received at " + Instant.ofEpochMilli(span.receivedAt)
                                + ", was sent at " + Instant.ofEpochMilli(sent) + " and told at "
                                + Instant.ofEpochMilli(told));
            }
        }
    }

    /** From the last sequence down: none above may have been told before this one was sent. */
    private void realTimeOrder(AuctionId auction, Collection<Span> spans) {
        Span firstTold = null;
        for (Span span : spans) {
            if (firstTold != null && firstTold.toldNanos < span.sentNanos) {
                broken(
                        Promise.REAL_TIME_ORDER,
                        auction,
                        "bid " + span.sequence + " was sent at " + span.sentNanos + " ns, after bid "
                                + firstTold.sequence + " had been told at " + firstTold.toldNanos + " ns");
            }
            if (firstTold == null || span.toldNanos < firstTold.toldNanos) {
                firstTold = span;
            }
        }
    }

    private void broken(Promise promise, AuctionId auction, String what) {
        violations.add(new Violation(promise, auction, what));
    }

    private static long sequence(Exchange exchange) {
        return exchange.told() instanceof Told.Decided told ? told.sequence() : 0;
    }
}
