package dev.gavel.rush.report;

import dev.gavel.rush.history.Violation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rush and its verdict.
 *
 * @param target who was under it
 * @param machine what it ran on
 * @param sent bids, also the repetitions
 * @param answered how often each answer was given to honest bidders: outcomes, reasons of refusals, problems
 * @param botsAnswered the same to bots
 * @param latency of honest bidders' bids, from the intended time of sending
 * @param botLatency of bots' bids; all 0 without bots
 * @param lateMs how late bids left the client at most: above a few milliseconds it was the client that was too slow
 * @param bell null where no bids were aimed at closes
 * @param watched null without watchers
 * @param moments in the order of time
 * @param cpuMicrosPerBid of each process, and of it the compiler of the server, over all bids that were decided
 */
public record RushReport(
        String target,
        String machine,
        String plan,
        long sent,
        long decided,
        Map<String, Long> answered,
        Map<String, Long> botsAnswered,
        Latency latency,
        Latency botLatency,
        double lateMs,
        Fairness fairness,
        Map<String, Double> cpuMicrosPerBid,
        @Nullable Bell bell,
        @Nullable Watched watched,
        List<Moment> moments,
        double closeSeconds,
        List<Violation> violations,
        String verdict) {
    public RushReport {
        answered = Map.copyOf(answered);
        botsAnswered = Map.copyOf(botsAnswered);
        cpuMicrosPerBid = Map.copyOf(cpuMicrosPerBid);
        moments = List.copyOf(moments);
        violations = List.copyOf(violations);
    }

    /**
     * In milliseconds.
     *
     * @param bids how many values, whatever they are of
     */
    public record Latency(long bids, double p50, double p90, double p99, double p999, double max) {}

    /**
     * A bid is answered that was decided, or refused at the edge because its amount is no higher than the price: both
     * are for good.
     *
     * @param jain Jain's index over the shares of honest bidders' bids that were answered; 1 if all are the same
     * @param honestAnswered the share of honest bids that were answered
     * @param botsAnswered the share of bots' bids that were answered; 0 without bots
     */
    public record Fairness(int bidders, double jain, double honestAnswered, double botsAnswered) {}

    /**
     * Bids aimed at the last moment. How they were counted is for the verdict; here is how hard that was.
     *
     * @param auctions that closed one after the other
     * @param aimed bids sent at the moments around their closes
     * @param justBefore those that were received within the window before their close
     * @param justAfter those that were received within the window after it
     * @param accepted of all aimed ones
     * @param closed refused because they came after the close
     * @param arrival from a bid's sending to when it was received
     * @param waited from when a bid was received to its decision: how long the queue before the arena was
     */
    public record Bell(
            int auctions,
            long windowMs,
            long aimed,
            long justBefore,
            long justAfter,
            long accepted,
            long closed,
            Latency arrival,
            Latency waited) {}

    /**
     * @param watchers connections to the hot auction's feed
     * @param updatesMin that one of them got at least
     * @param delay from the making of an update to a watcher's reading it
     * @param sinceDecision from a decision that changed the price to the reading of the first update that has it, over
     *     all decisions and watchers
     * @param heapKibPerWatcher in the server's heap after a collection, for each idle watcher
     * @param residentKibPerWatcher the same of the whole process
     */
    public record Watched(
            int watchers,
            long updatesMin,
            double updatesMean,
            long updatesMax,
            double updatesPerSecond,
            Latency delay,
            Latency sinceDecision,
            double heapKibPerWatcher,
            double residentKibPerWatcher) {}

    /**
     * A slice of the run.
     *
     * @param atSeconds its middle, since the beginning
     * @param offered bids a second that were to be sent
     * @param served bids a second that were decided
     * @param waiting bids sent and not answered at its end
     * @param price of the hot auction at its end; 0 while nobody has bid
     */
    public record Moment(
            double atSeconds,
            double offered,
            double served,
            long waiting,
            double p50,
            double p99,
            double p999,
            long price) {}

    public boolean kept() {
        return violations.isEmpty();
    }
}
