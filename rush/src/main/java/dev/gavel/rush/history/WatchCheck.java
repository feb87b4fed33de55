package dev.gavel.rush.history;

import dev.gavel.auction.Decision;
import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.rush.history.Sightings.Step;
import dev.gavel.rush.history.Sightings.Watcher;
import dev.gavel.rush.history.Violation.Promise;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Holds what watchers saw of an auction against its log. Pure. */
public final class WatchCheck {
    /** Ten thousand watchers may all have seen the same wrong thing. */
    private static final int TOLD_MAX = 20;

    private final Sightings sightings;
    private final TreeMap<Long, Long> priceBySequence = new TreeMap<>();
    private final long lastSequence;
    private final List<Violation> violations = new ArrayList<>();

    private WatchCheck(Sightings sightings, Kept kept) {
        this.sightings = sightings;
        priceBySequence.put(0L, Told.NO_PRICE);
        for (Decision decision : kept.log()) {
            if (decision instanceof BidDecided decided) {
                priceBySequence.put(decided.sequence(), Told.price(decided.price()));
            }
        }
        this.lastSequence = kept.log().isEmpty() ? 0 : kept.log().getLast().sequence();
    }

    /** @return what was broken; empty if every promise to watchers was kept */
    public static List<Violation> run(Sightings sightings, Kept kept) {
        var check = new WatchCheck(sightings, kept);
        check.truth();
        check.close();
        return List.copyOf(check.violations);
    }

    private void truth() {
        record Said(long sequence, long price) {}
        Set<Said> found = new HashSet<>();
        for (Step step : sightings.steps()) {
            // An opening, a close or a cancellation leaves the price as it was.
            Map.Entry<Long, Long> logged = priceBySequence.floorEntry(step.sequence());
            boolean known = logged != null && step.sequence() <= lastSequence;
            if ((!known || logged.getValue() != step.price()) && found.add(new Said(step.sequence(), step.price()))) {
                broken(
                        Promise.WATCHERS_SEE_THE_TRUTH,
                        "an update said " + step.price() + " at sequence " + step.sequence() + ", the log says "
                                + (known ? logged.getValue() : "nothing of it"));
            }
        }
        int number = 0;
        for (Watcher watcher : sightings.watchers()) {
            if (watcher.wentBack() > 0) {
                broken(
                        Promise.WATCHERS_SEE_THE_TRUTH,
                        "watcher " + number + " got an older update after a newer one, " + watcher.wentBack()
                                + " times");
            }
            number++;
        }
    }

    private void close() {
        long price = priceBySequence.lastEntry().getValue();
        int number = 0;
        for (Watcher watcher : sightings.watchers()) {
            if (!watcher.state().equals(Sightings.CLOSED) || watcher.price() != price) {
                broken(
                        Promise.WATCHERS_SEE_THE_CLOSE,
                        "watcher " + number + " saw " + watcher.state() + " with price " + watcher.price()
                                + " last, where the last price was " + price
                                + (watcher.ended().isEmpty() ? "" : "; its connection ended: " + watcher.ended()));
            }
            number++;
        }
    }

    private void broken(Promise promise, String what) {
        if (violations.size() < TOLD_MAX) {
            violations.add(new Violation(promise, sightings.auction(), what));
        } else if (violations.size() == TOLD_MAX) {
            violations.add(new Violation(promise, sightings.auction(), "and more"));
        }
    }
}
