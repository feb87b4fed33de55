package dev.gavel.cli;

import dev.gavel.auction.RequestId;
import java.security.SecureRandom;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "id",
        description = {
            "Prints a new request id (UUID version 7) for the Idempotency-Key of a bid.",
            "",
            "Send the same id again with each retry of the same bid, to any node: it is decided once, and every retry gets"
                    + " the first answer. A new bid needs a new id."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  curl -H \"Idempotency-Key: $(gavel id)\" -H \"Authorization: Bearer $ANN\" \\",
            "       --json '{\"amount\": 12500, \"currency\": \"KRW\"}' http://127.0.0.1:8080/v1/auctions/ID/bids"
        })
final class IdCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before run.
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().getOut().println(RequestId.at(Instant.now(), new SecureRandom()));
    }
}
