package dev.gavel.rush.report;

import dev.gavel.auction.AuctionId;
import dev.gavel.rush.history.Exchange;
import dev.gavel.rush.history.History;
import dev.gavel.rush.history.Told;
import dev.gavel.rush.report.RushReport.Fairness;
import dev.gavel.rush.report.RushReport.Latency;
import dev.gavel.rush.report.RushReport.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes numbers of a history. Pure. */
public final class Summary {
    private static final int MOMENTS = 100;

    private Summary() {}

    /** @param bots whether to the bots, or else to the honest bidders */
    public static Map<String, Long> answers(History history, boolean bots) {
        Map<String, Long> answers = new TreeMap<>();
        history.exchanges().stream()
                .filter(one -> one.bot() == bots)
                .forEach(one -> answers.merge(one.told().word(), 1L, Long::sum));
        return answers;
    }

    public static long decided(History history) {
        return history.exchanges().stream().filter(Summary::isDecided).count();
    }

    /** @param bots whether of the bots, or else of the honest bidders */
    public static Latency latency(History history, boolean bots) {
        var delays = new Delays();
        history.exchanges().stream()
                .filter(one -> one.bot() == bots && isDecided(one))
                .forEach(one -> delays.addNanos(latencyNanos(one)));
        return delays.latency();
    }

    /** How much later than intended a bid was sent at most, in milliseconds. */
    public static double lateMs(History history) {
        return Delays.millis(history.exchanges().stream()
                .mapToLong(one -> one.sentNanos() - one.intendedNanos())
                .max()
                .orElse(0));
    }

    public static Fairness fairness(History history) {
        Map<String, long[]> byBidder = new TreeMap<>();
        long[] honest = new long[2];
        long[] bots = new long[2];
        for (Exchange one : history.exchanges()) {
            count(one.bot() ? bots : honest, one);
            if (!one.bot()) {
                count(byBidder.computeIfAbsent(one.bidder().value(), _ -> new long[2]), one);
            }
        }
        double[] shares = byBidder.values().stream().mapToDouble(Summary::share).toArray();
        return new Fairness(shares.length, jain(shares), share(honest), share(bots));
    }

    /** (Σx)² ÷ (n·Σx²): 1 where all are equal, 1/n where one has all. */
    static double jain(double[] shares) {
        double sum = 0;
        double squares = 0;
        for (double share : shares) {
            sum += share;
            squares += share * share;
        }
        return squares == 0 ? 0 : sum * sum / (shares.length * squares);
    }

    /** @param seconds the whole run */
    public static List<Moment> moments(History history, AuctionId hot, double seconds) {
        List<Slice> slices = new ArrayList<>();
        for (int i = 0; i < MOMENTS; i++) {
            slices.add(new Slice());
        }
        double length = seconds / MOMENTS;
        for (Exchange one : history.exchanges()) {
            Slice intended = slices.get(slice(one.intendedNanos(), length));
            Slice told = slices.get(slice(one.toldNanos(), length));
            intended.offered++;
            told.ended++;
            if (one.told() instanceof Told.Decided decided) {
                told.served++;
                intended.latency.addNanos(latencyNanos(one));
                if (one.auction().equals(hot)) {
                    told.price = Math.max(told.price, decided.price());
                }
            }
        }
        List<Moment> moments = new ArrayList<>();
        long waiting = 0;
        long price = 0;
        for (int i = 0; i < MOMENTS; i++) {
            Slice slice = slices.get(i);
            waiting += slice.offered - slice.ended;
            price = Math.max(price, slice.price);
            moments.add(slice.moment((i + 0.5) * length, length, waiting, price));
        }
        return moments;
    }

    private static final class Slice {
        private final Delays latency = new Delays();
        private long offered;
        private long ended;
        private long served;
        private long price;

        Moment moment(double at, double length, long waiting, long priceSoFar) {
            return new Moment(
                    at,
                    offered / length,
                    served / length,
                    waiting,
                    latency.percentile(50),
                    latency.percentile(99),
                    latency.percentile(99.9),
                    priceSoFar);
        }
    }

    private static int slice(long nanos, double length) {
        return (int) Math.clamp(nanos / 1e9 / length, 0, MOMENTS - 1);
    }

    private static void count(long[] answeredAndSent, Exchange one) {
        answeredAndSent[0] += one.told().answers() ? 1 : 0;
        answeredAndSent[1]++;
    }

    private static double share(long[] answeredAndSent) {
        return answeredAndSent[1] == 0 ? 0 : (double) answeredAndSent[0] / answeredAndSent[1];
    }

    private static boolean isDecided(Exchange one) {
        return one.told() instanceof Told.Decided;
    }

    private static long latencyNanos(Exchange one) {
        return Delays.clamp(one.toldNanos() - one.intendedNanos());
    }
}
