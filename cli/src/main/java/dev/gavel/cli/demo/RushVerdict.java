package dev.gavel.cli.demo;

import dev.gavel.auction.Result;
import dev.gavel.rush.history.Exchange;
import dev.gavel.rush.history.History;
import dev.gavel.rush.history.Kept;
import dev.gavel.rush.history.Told;
import dev.gavel.rush.history.Violation;
import dev.gavel.rush.load.PlanConfig;
import dev.gavel.rush.report.Summary;
import dev.gavel.server.page.RushStatus.Promise;
import dev.gavel.server.page.RushStatus.Verdict;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Says of a checked rush what was promised and what was found. Pure. */
final class RushVerdict {
    private static final int BROKEN_SHOWN = 3;

    private RushVerdict() {}

    static Verdict of(History history, Kept kept, List<Violation> violations) {
        List<Exchange> all = history.exchanges();
        long lost = count(all, it -> it.told() instanceof Told.Lost);
        long answered = count(all, it -> it.told().answers());
        long decided = Summary.decided(history);
        var latency = Summary.latency(history, false);
        List<Promise> promises = List.of(
                promise(
                        "order",
                        kept.log().size(),
                        violations,
                        Violation.Promise.NO_GAP,
                        Violation.Promise.REAL_TIME_ORDER),
                new Promise(
                        "durable",
                        decided,
                        Stream.concat(
                                        lost == 0 ? Stream.of() : Stream.of(lost + " bids got no answer"),
                                        broken(
                                                violations,
                                                Violation.Promise.ACKNOWLEDGED_STANDS,
                                                Violation.Promise.LEDGER_HAS_ALL,
                                                Violation.Promise.TURNED_AWAY_STANDS))
                                .limit(BROKEN_SHOWN)
                                .toList()),
                promise("once", repeated(all), violations, Violation.Promise.AT_MOST_ONCE),
                promise(
                        "bell",
                        count(all, it -> it.told().word().equals("CLOSED")),
                        violations,
                        Violation.Promise.NOT_AFTER_THE_BELL,
                        Violation.Promise.NOT_CLOSED_EARLY,
                        Violation.Promise.STAMPED_ON_ARRIVAL),
                promise(
                        "witnesses",
                        kept.log().size(),
                        violations,
                        Violation.Promise.REFEREE_AGREES,
                        Violation.Promise.WINNER_RIGHT,
                        Violation.Promise.WATCHERS_SEE_THE_TRUTH,
                        Violation.Promise.WATCHERS_SEE_THE_CLOSE));
        return new Verdict(
                all.size(),
                answered,
                all.size() - answered - lost,
                kept.ledger().size(),
                latency.p50(),
                latency.p99(),
                latency.p999(),
                latency.max(),
                kept.result() instanceof Result.Sold sold ? sold.price().minor() : 0,
                PlanConfig.CURRENCY,
                promises);
    }

    private static Promise promise(String name, long count, List<Violation> violations, Violation.Promise... promises) {
        return new Promise(
                name, count, broken(violations, promises).limit(BROKEN_SHOWN).toList());
    }

    private static Stream<String> broken(List<Violation> violations, Violation.Promise... promises) {
        Set<Violation.Promise> these = Set.of(promises);
        return violations.stream().filter(it -> these.contains(it.promise())).map(Violation::what);
    }

    /** Bids that were sent a second time under their request id. */
    private static long repeated(List<Exchange> all) {
        return all.size() - all.stream().map(Exchange::requestId).distinct().count();
    }

    private static long count(List<Exchange> all, Predicate<Exchange> which) {
        return all.stream().filter(which).count();
    }
}
