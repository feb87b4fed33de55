package dev.gavel.rush.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gavel.rush.load.PlanConfig.Flood;
import dev.gavel.rush.load.RushPlan.PlannedBid;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RushPlanTest {
    private static final double PEAK = 20_000;
    private static final double SECONDS = 100;

    @Test
    void the_rate_at_the_close_is_the_peak_and_at_the_beginning_a_hundredth_of_it() {
        List<PlannedBid> bids = bids(config(100, null, 1));
        assertThat(rate(bids, SECONDS - 0.02, SECONDS)).isCloseTo(PEAK, within(0.1 * PEAK));
        assertThat(rate(bids, 0, 5)).isCloseTo(PEAK / 100, within(0.15 * PEAK / 100));
    }

    @Test
    void between_them_it_has_the_recorded_shape() {
        List<PlannedBid> bids = bids(config(100, null, 2));
        double recordedPerSecond = Arrivals.stretchSeconds(100) / SECONDS;
        for (double before : new double[] {1, 3, 10, 30, 70}) {
            double expected = PEAK * Arrivals.shape(before * recordedPerSecond);
            assertThat(rate(bids, SECONDS - 1.1 * before, SECONDS - 0.9 * before))
                    .as("%s s before the close", before)
                    .isCloseTo(expected, within(0.15 * expected));
        }
    }

    @Test
    void the_shape_is_that_of_the_recorded_auctions() {
        // 395·((1 + tau/20)^-0.75 + 0.0006), relative to its value at 0.
        assertThat(Arrivals.shape(0)).isEqualTo(1);
        assertThat(Arrivals.shape(20)).isCloseTo((Math.pow(2, -0.75) + 0.0006) / 1.0006, within(1e-9));
        assertThat(Arrivals.stretchSeconds(100) / 3_600).isCloseTo(2.8, within(0.3));
    }

    @Test
    void a_growth_of_one_is_a_steady_rate() {
        List<PlannedBid> bids = bids(config(1, null, 3));
        assertThat(rate(bids, 0, 10)).isCloseTo(PEAK, within(0.05 * PEAK));
        assertThat(rate(bids, 90, 100)).isCloseTo(PEAK, within(0.05 * PEAK));
    }

    @Test
    void bids_go_on_coming_after_the_close() {
        List<PlannedBid> bids = bids(config(100, null, 4));
        assertThat(rate(bids, SECONDS, SECONDS + 0.02)).isCloseTo(PEAK, within(0.15 * PEAK));
        assertThat(bids.getLast().atNanos()).isLessThan((long) ((SECONDS + 2) * 1e9));
    }

    @Test
    void at_a_recorded_rate_two_in_five_bids_come_from_the_bidder_before() {
        assertThat(sameAsBefore(
                        bids(new PlanConfig(4, 1, seconds(1_000), Duration.ZERO, 1, 1, 1_000, 0, null, null, 5))))
                // Of the gaps between bids at 4 a second, two in three are longer than the time to react.
                .isCloseTo(0.4 * Math.exp(-0.4), within(0.03));
    }

    @Test
    void at_a_high_rate_nobody_bids_again_within_the_time_to_react() {
        assertThat(sameAsBefore(bids(config(100, null, 5)).stream()
                        .filter(bid -> bid.auction() == 0 && !bid.again())
                        .toList()))
                .isLessThan(0.005);
    }

    private static double sameAsBefore(List<PlannedBid> bids) {
        long same = IntStream.range(1, bids.size())
                .filter(i -> bids.get(i).bidder() == bids.get(i - 1).bidder())
                .count();
        return (double) same / bids.size();
    }

    @Test
    void nine_in_ten_bids_go_to_the_hot_auction() {
        List<PlannedBid> bids = bids(config(100, null, 5));
        long hot = bids.stream().filter(bid -> bid.auction() == 0).count();
        assertThat((double) hot / bids.size()).isCloseTo(0.9, within(0.01));
    }

    @Test
    void bots_multiply_the_bids_and_aim_at_the_hot_auction() {
        List<PlannedBid> bids = bids(
                new PlanConfig(200, 100, seconds(20), seconds(2), 5, 0.9, 100, 0.02, new Flood(20, 200, 50), null, 6));
        Map<Boolean, List<PlannedBid>> byKind = bids.stream().collect(Collectors.partitioningBy(PlannedBid::bot));
        List<PlannedBid> bots = byKind.getOrDefault(true, List.of());
        long honest = byKind.getOrDefault(false, List.of()).stream()
                .filter(bid -> !bid.again())
                .count();
        assertThat(bots).hasSize(50 * (int) honest);
        assertThat(bots).allMatch(bid -> bid.auction() == 0 && bid.bidder() < 20);
    }

    @Test
    void a_bid_that_is_sent_twice_stands_behind_itself() {
        List<PlannedBid> bids = bids(config(100, null, 9));
        int twice = 0;
        for (int i = 1; i < bids.size(); i++) {
            PlannedBid bid = bids.get(i);
            if (bid.again()) {
                PlannedBid first = bids.get(i - 1);
                assertThat(bid)
                        .isEqualTo(new PlannedBid(
                                first.atNanos(), first.auction(), first.bidder(), false, first.steps(), true));
                assertThat(first.again()).isFalse();
                twice++;
            }
        }
        assertThat((double) twice / (bids.size() - twice)).isCloseTo(0.02, within(0.002));
    }

    @Test
    void the_same_seed_gives_the_same_plan_in_the_order_of_time() {
        List<PlannedBid> bids = bids(config(100, null, 7));
        assertThat(bids(config(100, null, 7))).isEqualTo(bids);
        assertThat(bids(config(100, null, 8))).isNotEqualTo(bids);
        assertThat(bids.stream().map(PlannedBid::atNanos)).isSorted();
    }

    @Test
    void a_plan_that_would_be_too_large_is_refused() {
        assertThatThrownBy(() ->
                        new PlanConfig(1_000_000, 1, Duration.ofMinutes(10), Duration.ZERO, 1, 1, 1, 0, null, null, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bids in all");
        var flooded =
                new PlanConfig(20_000, 1, seconds(20), Duration.ZERO, 1, 1, 10, 0, new Flood(1, 1, 1_000), null, 1);
        assertThatThrownBy(() -> RushPlan.of(flooded)).hasMessageContaining("flood");
    }

    private static PlanConfig config(double growth, @Nullable Flood flood, long seed) {
        return new PlanConfig(PEAK, growth, seconds(SECONDS), seconds(2), 50, 0.9, 1_000, 0.02, flood, null, seed);
    }

    private static List<PlannedBid> bids(PlanConfig config) {
        return RushPlan.of(config).bids().toList();
    }

    private static double rate(List<PlannedBid> bids, double fromSeconds, double toSeconds) {
        long count = bids.stream()
                .filter(bid -> bid.atNanos() >= fromSeconds * 1e9 && bid.atNanos() < toSeconds * 1e9)
                .count();
        return count / (toSeconds - fromSeconds);
    }

    private static Duration seconds(double number) {
        return Duration.ofMillis(Math.round(number * 1_000));
    }
}
