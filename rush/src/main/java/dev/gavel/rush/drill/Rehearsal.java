package dev.gavel.rush.drill;

import dev.gavel.auction.AuctionId;
import dev.gavel.rush.drill.Drill.Scene;
import dev.gavel.rush.history.History;
import dev.gavel.rush.history.HistoryCheck;
import dev.gavel.rush.history.Kept;
import dev.gavel.rush.history.Violation;
import dev.gavel.rush.load.ClientOrder;
import dev.gavel.rush.load.ClientProcess;
import dev.gavel.rush.load.LaneConfig;
import dev.gavel.rush.load.Persistence;
import dev.gavel.rush.load.PlanConfig;
import dev.gavel.rush.load.PlanConfig.Bell;
import dev.gavel.rush.opening.Openings;
import dev.gavel.rush.report.DrillRound;
import dev.gavel.rush.targets.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import tools.jackson.databind.json.JsonMapper;

/** Plays rounds of drills on one stage, which is made anew after a round that broke something. */
final class Rehearsal implements AutoCloseable {
    private static final LaneConfig LANE = LaneConfig.http(64);
    private static final Persistence PERSISTENCE =
            new Persistence(25, Duration.ofMillis(100), Duration.ofSeconds(1), 0.2, Duration.ofSeconds(3));

    private static final int FOUND_SHOWN = 3;
    private static final int BIDDERS = 400;
    private static final int AUCTIONS = 6;
    private static final double HOT_SHARE = 0.5;
    private static final double AGAIN_SHARE = 0.02;
    private static final Duration AFTER = Duration.ofMillis(500);
    /** Closes all over a round, so that each fault falls on some. */
    private static final Duration BELL_GAP = Duration.ofMillis(400);

    private static final Duration FIRST_BELL = Duration.ofSeconds(1);
    private static final Duration BELL_WINDOW = Duration.ofMillis(200);
    private static final int BELL_BIDS = 5;
    private static final Duration CONNECT_MAX = Duration.ofMinutes(1);
    private static final Duration ANSWERS_MAX = Duration.ofMinutes(2);

    private final Path directory;
    private final double rate;
    private Stage stage;
    private int stages;

    /**
     * @param rate bids a second
     * @param first what the first drill is played on
     */
    Rehearsal(Path directory, double rate, Scene first) {
        this.directory = directory;
        this.rate = rate;
        this.stage = newStage(first);
    }

    private Stage newStage(Scene scene) {
        stages++;
        Path own = directory.resolve("stage-" + stages);
        try {
            Files.createDirectories(own);
        } catch (IOException e) {
            throw new UncheckedIOException("could not make " + own, e);
        }
        return new Stage(own, scene, LANE, plan(Duration.ofSeconds(10), 1));
    }

    private PlanConfig plan(Duration length, long seed) {
        int bells = (int) length.minus(FIRST_BELL).dividedBy(BELL_GAP) - 1;
        return new PlanConfig(
                rate,
                1,
                length,
                AFTER,
                AUCTIONS,
                HOT_SHARE,
                BIDDERS,
                AGAIN_SHARE,
                null,
                new Bell(bells, BELL_BIDS, BELL_WINDOW, FIRST_BELL, BELL_GAP),
                seed);
    }

    /** Blocks until all is settled and checked. */
    DrillRound play(Drill drill, int number, long seed) {
        if (stage.scene() != drill.scene()) {
            stage.close();
            stage = newStage(drill.scene());
        }
        PlanConfig plan = plan(drill.length(), seed);
        Path file = directory.resolve("history-" + drill.name() + "-" + number + ".tsv");
        Openings opened = begin(drill, plan, file);
        var time = new Timeline(opened.begin());
        drill.script().play(stage, time, new SplittableRandom(seed));
        stage.mend();
        ChildJvm bidders = stage.bidders();
        bidders.await(ClientProcess.ANSWERED, plan.untilClose().plus(AFTER).plus(ANSWERS_MAX));
        bidders.await(ClientProcess.DONE, CONNECT_MAX);
        History history = History.read(file);
        List<Kept> kept = stage.kept(opened.auctions(), drill.losesLog());
        List<Violation> violations = HistoryCheck.run(history, kept);
        if (drill.planted() != null) {
            violations.stream()
                    .limit(FOUND_SHOWN)
                    .forEach(found -> time.note("found: " + found.promise() + ": " + found.what()));
        }
        Generations.After after = drill.name().equals(Generations.NAME)
                ? Generations.askAgain(stage, history, time)
                : Generations.After.NOBODY;
        DrillRound round = new Verdict(drill, history, opened.auctions().getFirst(), violations, after)
                .of(number, seed, time, plan);
        if (!round.kept() || drill.planted() != null) {
            stage.close();
            stage = newStage(drill.scene());
        }
        return round;
    }

    private Openings begin(Drill drill, PlanConfig plan, Path history) {
        var json = JsonMapper.builder().build();
        ChildJvm bidders = stage.bidders();
        bidders.tell(json.writeValueAsString(new ClientOrder(
                stage.urls(drill),
                LANE,
                plan,
                Openings.OPENING,
                stage.tokens().honest(),
                List.of(),
                PERSISTENCE,
                history.toString())));
        bidders.await(ClientProcess.CONNECTED, CONNECT_MAX);
        Openings opened = Openings.of(stage.seller()::open, plan, Duration.ZERO);
        bidders.tell(json.writeValueAsString(new ClientOrder.Beginning(
                opened.auctions().stream().map(AuctionId::toString).toList(),
                opened.begin().toEpochMilli())));
        return opened;
    }

    @Override
    public void close() {
        stage.close();
    }
}
