package dev.gavel.server.api;

import static dev.gavel.server.api.Access.OPERATORS;

import dev.gavel.auction.AuctionId;
import dev.gavel.server.operations.Operations;
import java.util.List;

/** What operators ask of a node and of its cluster. */
final class ConsoleHandler {
    private static final int DECISIONS_DEFAULT = 50;
    private static final int DECISIONS_MAX = 200;
    /** Before the listing, whose sequence is 0. */
    private static final long BEFORE_ALL = -1;

    private final Operations operations;

    ConsoleHandler(Operations operations) {
        this.operations = operations;
    }

    List<Route> routes(Blocking blocking) {
        return List.of(
                Route.get("/v1/operations/node", OPERATORS, blocking.endpoint(_ -> Reply.ok(operations.node()))),
                Route.get("/v1/operations/nodes", OPERATORS, blocking.endpoint(_ -> Reply.ok(operations.nodes()))),
                Route.post("/v1/operations/nodes/{id}/drain", OPERATORS, blocking.endpoint(call -> drain(call, true)))
                        .withoutBody(),
                Route.post(
                                "/v1/operations/nodes/{id}/undrain",
                                OPERATORS,
                                blocking.endpoint(call -> drain(call, false)))
                        .withoutBody(),
                Route.get(
                        "/v1/operations/quarantine",
                        OPERATORS,
                        blocking.endpoint(_ -> Reply.ok(operations.quarantine()))),
                Route.get("/v1/operations/auctions/{id}/decisions", OPERATORS, blocking.endpoint(this::decisions)));
    }

    private Reply drain(Call call, boolean drained) {
        if (!operations.drain(String.valueOf(call.pathPart("id")), drained)) {
            throw new ProblemException(ProblemType.NOT_FOUND, "no node on the list has this id");
        }
        return Reply.noContent();
    }

    private Reply decisions(Call call) {
        AuctionId auction = call.auction();
        int limit = call.query("limit", DECISIONS_DEFAULT, DECISIONS_MAX);
        return Reply.ok(operations.decisions(auction, after(call), limit).orElseThrow(Call::unknownAuction));
    }

    private static long after(Call call) {
        String text = call.query("after");
        try {
            return text == null ? BEFORE_ALL : Math.max(BEFORE_ALL, Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw Json.malformed("after is the sequence of a decision");
        }
    }
}
