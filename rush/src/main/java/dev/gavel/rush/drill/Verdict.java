package dev.gavel.rush.drill;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.RequestId;
import dev.gavel.rush.history.Exchange;
import dev.gavel.rush.history.History;
import dev.gavel.rush.history.Told;
import dev.gavel.rush.history.Violation;
import dev.gavel.rush.history.Violation.Promise;
import dev.gavel.rush.load.PlanConfig;
import dev.gavel.rush.report.DrillRound;
import dev.gavel.rush.report.Summary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Makes a verdict of what bidders were told. Pure. */
final class Verdict {
    /** One wrong thing may be wrong of every bid. */
    private static final int SHOWN_MAX = 20;

    private final Drill drill;
    private final History history;
    private final AuctionId hot;
    private final Generations.After after;
    private final List<String> broken = new ArrayList<>();
    private final Map<Identity, Fate> fates = new HashMap<>();

    private record Identity(AuctionId auction, String bidder, RequestId requestId) {}

    /** What became of one bid in all its sendings. */
    private static final class Fate {
        private int sendings;
        private int unanswered;
        private boolean decided;
        private boolean answered;
        private String last = "";

        void take(Told told) {
            sendings++;
            decided |= told instanceof Told.Decided;
            answered |= !told.mayComeAgain();
            unanswered += told.mayComeAgain() ? 1 : 0;
            if (told.mayComeAgain()) {
                last = told.toString();
            }
        }
    }

    Verdict(Drill drill, History history, AuctionId hot, List<Violation> violations, Generations.After after) {
        this.drill = drill;
        this.history = history;
        this.hot = hot;
        this.after = after;
        for (Exchange one : history.exchanges()) {
            fates.computeIfAbsent(new Identity(one.auction(), one.bidder().value(), one.requestId()), _ -> new Fate())
                    .take(one.told());
        }
        Promise planted = drill.planted();
        if (planted != null) {
            // What else breaks by it is no matter; that it is found is.
            if (violations.stream().noneMatch(violation -> violation.promise() == planted)) {
                complain("the planted fault was not found: nothing says that " + planted + " is broken");
            }
            return;
        }
        violations.forEach(violation ->
                complain(violation.promise() + ", auction " + violation.auction() + ": " + violation.what()));
        after.changed().forEach(this::complain);
        fates.forEach((identity, fate) -> {
            if (!fate.answered) {
                complain("bid " + identity.requestId + " got no answer, sent " + fate.sendings + " times; last "
                        + fate.last);
            }
        });
        history.exchanges().forEach(this::demand);
    }

    private void demand(Exchange one) {
        boolean wrong = unexpected(one.told())
                || switch (drill.demand()) {
                    case ANSWERED_IN_THE_END -> false;
                    case NO_REQUEST_CUT -> one.told() instanceof Told.Lost lost && !neverConnected(lost);
                    case UNTOUCHED -> one.told().mayComeAgain();
                };
        if (wrong) {
            complain("bid " + one.requestId() + ", sent at " + one.sentNanos() / 1_000_000 + " ms, was told "
                    + one.told());
        }
    }

    /** What no fault excuses, such as a server's own failure. */
    private static boolean unexpected(Told told) {
        return told instanceof Told.Undecided undecided
                && !undecided.mayComeAgain()
                && !undecided.refused()
                && !undecided.problem().equals("closed");
    }

    private static boolean neverConnected(Told.Lost lost) {
        return lost.why().contains("refused");
    }

    private void complain(String what) {
        if (broken.size() < SHOWN_MAX) {
            broken.add(what);
        } else if (broken.size() == SHOWN_MAX) {
            broken.add("and more");
        }
    }

    DrillRound of(int number, long seed, Timeline time, PlanConfig plan) {
        long decided = fates.values().stream().filter(fate -> fate.decided).count();
        long again = fates.values().stream().mapToLong(fate -> fate.unanswered).sum();
        long sendings = history.exchanges().size();
        double close = plan.untilClose().toMillis() / 1e3;
        double seconds = history.exchanges().stream()
                        .mapToLong(Exchange::toldNanos)
                        .max()
                        .orElse(0)
                / 1e9;
        return new DrillRound(
                drill.name(),
                drill.planted() != null,
                number,
                seed,
                time.events(),
                close,
                fates.size(),
                decided,
                again,
                sendings - fates.size() - again + after.asked(),
                Summary.answers(history, false),
                silence(plan),
                Summary.latency(history, false),
                Summary.moments(history, hot, seconds),
                broken);
    }

    /** While bids were to be sent. */
    private double silence(PlanConfig plan) {
        long[] answered = history.exchanges().stream()
                .filter(one -> !one.told().mayComeAgain())
                .mapToLong(Exchange::toldNanos)
                .sorted()
                .toArray();
        long end = plan.untilClose().toNanos();
        long last = 0;
        long longest = 0;
        for (long at : answered) {
            longest = Math.max(longest, Math.min(at, end) - last);
            last = Math.min(at, end);
        }
        return Math.max(longest, end - last) / (double) TimeUnit.SECONDS.toNanos(1);
    }
}
