package dev.gavel.system;

import dev.gavel.rush.history.History;
import dev.gavel.rush.load.ClientOrder;
import dev.gavel.rush.load.ClientProcess;
import dev.gavel.rush.load.LaneConfig;
import dev.gavel.rush.load.PlanConfig;
import dev.gavel.rush.targets.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/** Bidders of the load generator, in a process of their own, on an auction of a node of a test. */
final class PageCrowd implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(60);
    /** Told later than it is to begin, the crowd would give up. */
    private static final Duration BEGIN_IN = Duration.ofMillis(1_500);
    /** Each bids five times a second, of ten that an account may. */
    private static final int BIDS_OF_EACH = 5;
    /** The opening price of {@link Api#list}; bids are above the price by some of it. */
    private static final long OPENING = 1_000;

    private static final JsonMapper JSON = new JsonMapper();

    private final ChildJvm process;
    private final Path history;
    private final Duration length;

    private PageCrowd(ChildJvm process, Path history, Duration length) {
        this.process = process;
        this.history = history;
        this.length = length;
    }

    /** A WebSocket for each of them. */
    static PageCrowd connect(PageStage stage, Path folder, int bidsPerSecond, Duration length) {
        return connect(stage.port(), stage::token, folder, bidsPerSecond, length);
    }

    /** @param tokens of bidders by their names */
    static PageCrowd connect(int port, UnaryOperator<String> tokens, Path folder, int bidsPerSecond, Duration length) {
        int bidders = bidsPerSecond / BIDS_OF_EACH;
        Path history = folder.resolve("history.tsv");
        var plan = new PlanConfig(bidsPerSecond, 1, length, Duration.ZERO, 1, 1, bidders, 0, null, null, 1);
        List<String> ofBidders = IntStream.range(0, bidders)
                .mapToObj(ClientOrder::bidder)
                .map(tokens)
                .toList();
        var order = new ClientOrder(
                List.of("http://127.0.0.1:" + port),
                new LaneConfig(LaneConfig.Kind.WEBSOCKET_JSON, 1, 0),
                plan,
                OPENING,
                ofBidders,
                List.of(),
                null,
                history.toString());
        var crowd = new PageCrowd(ChildJvm.start("the crowd", ClientProcess.class), history, length);
        crowd.process.tell(JSON.writeValueAsString(order));
        crowd.process.await(ClientProcess.CONNECTED, START_MAX);
        return crowd;
    }

    /** @return when it sends its last bid */
    Instant begin(String auction) {
        Instant begins = Instant.now().plus(BEGIN_IN);
        process.tell(JSON.writeValueAsString(new ClientOrder.Beginning(List.of(auction), begins.toEpochMilli())));
        return begins.plus(length);
    }

    History awaitAnswers() {
        process.await(ClientProcess.DONE, length.plus(START_MAX));
        return History.read(history);
    }

    @Override
    public void close() {
        // In the middle of a rush it hears nobody.
        process.kill();
    }
}
