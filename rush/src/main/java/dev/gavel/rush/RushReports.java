package dev.gavel.rush;

import dev.gavel.auction.AuctionId;
import dev.gavel.rush.history.History;
import dev.gavel.rush.history.Violation;
import dev.gavel.rush.load.PlanConfig;
import dev.gavel.rush.load.PlanConfig.Bell;
import dev.gavel.rush.load.PlanConfig.Flood;
import dev.gavel.rush.report.BellSummary;
import dev.gavel.rush.report.RushReport;
import dev.gavel.rush.report.RushReport.Watched;
import dev.gavel.rush.report.Summary;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes reports of what was found out in a run. */
final class RushReports {
    private RushReports() {}

    /** @param cpuMicros of each process during the run */
    record Found(
            History history,
            List<AuctionId> auctions,
            Map<String, Long> cpuMicros,
            @Nullable Watched watched,
            List<Violation> violations) {}

    static RushReport of(String target, RushConfig config, PlanConfig plan, Found found) {
        History history = found.history();
        long decided = Summary.decided(history);
        Map<String, Double> perBid = new TreeMap<>();
        found.cpuMicros().forEach((process, micros) -> perBid.put(process, (double) micros / Math.max(1, decided)));
        List<Violation> violations = found.violations();
        return new RushReport(
                target,
                System.getProperty("os.name") + ", " + Runtime.getRuntime().availableProcessors() + " processors, Java "
                        + Runtime.version(),
                words(config, plan),
                history.exchanges().size(),
                decided,
                Summary.answers(history, false),
                Summary.answers(history, true),
                Summary.latency(history, false),
                Summary.latency(history, true),
                Summary.lateMs(history),
                Summary.fairness(history),
                perBid,
                bell(plan, found),
                found.watched(),
                Summary.moments(history, found.auctions().getFirst(), seconds(plan)),
                plan.untilClose().toMillis() / 1e3,
                violations,
                violations.isEmpty() ? "every promise was kept" : violations.size() + " promises were broken");
    }

    private static RushReport.@Nullable Bell bell(PlanConfig plan, Found found) {
        Bell bell = plan.bell();
        List<AuctionId> auctions = found.auctions();
        return bell == null
                ? null
                : BellSummary.of(
                        found.history(),
                        Set.copyOf(auctions.subList(plan.auctions(), auctions.size())),
                        bell.window().toMillis());
    }

    static double seconds(PlanConfig plan) {
        return plan.untilClose().plus(plan.afterClose()).toMillis() / 1e3;
    }

    static String words(RushConfig config, PlanConfig plan) {
        Flood flood = plan.flood();
        Bell bell = plan.bell();
        return String.format(
                        "%,.0f bids/s at the close, %d s before it and %d s after, %d auctions, %d bidders %s",
                        plan.peak(),
                        plan.untilClose().toSeconds(),
                        plan.afterClose().toSeconds(),
                        plan.auctions(),
                        plan.bidders(),
                        config.lane().words())
                + (flood == null
                        ? ""
                        : String.format(
                                ", and %.0f times their bids from %d accounts of bots on %d connections",
                                flood.factor(), flood.accounts(), flood.connections()))
                + (bell == null
                        ? ""
                        : String.format(
                                ", and %d bids aimed at each side of the closes of %d auctions",
                                bell.bids(), bell.auctions()))
                + (config.watchers() == 0 ? "" : String.format(", and %,d watchers", config.watchers()));
    }
}
