package dev.gavel.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gavel.cli.Gavel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command as it is typed, on real stores. */
class ReplayIT {
    @TempDir
    @SuppressWarnings("NullAway.Init") // Set by JUnit.
    private Path folder;

    private record Run(int exitCode, String output) {}

    @Test
    void realProxyBiddingEndsAsItReallyDid() throws IOException {
        Run run = replay(recorded("ebay-palm"));
        assertThat(run.output)
                .contains("Outcome, price, winner and close: 339 of 339 as they really were")
                .contains("Refused bids: 16 NOT_ABOVE_OWN_MAXIMUM; in auctions of class defect: 3 TOO_LOW.")
                .contains("343 agree with the referee, 0 differ");
        assertThat(run.exitCode).isZero();
        assertThat(Files.readAllLines(folder.resolve("out.csv")))
                .hasSize(344)
                .contains("2920317714,SOLD,26000,b91f963100c0,2003-01-08T00:00:00.000Z,plain");
    }

    @Test
    void realPlainBiddingWithASoftCloseEndsAsItReallyDid() {
        Run run = replay(recorded("art-overtime"));
        assertThat(run.output)
                .contains("Outcome, price, winner and close: 956 of 956 as they really were")
                .contains("Refused bids: none;");
        assertThat(run.exitCode).isZero();
    }

    @Test
    void whatEndedOtherwiseIsNamedAndCountsAsFailure() throws IOException {
        write(
                "auctions.csv",
                "auction,opens_at,closes_at,open,reserve,increments,bidding,extension_window_s,extension_s,extension_mode",
                "sold,2020-01-01T10:00:00Z,2020-01-01T11:00:00Z,100,,0:10,PROXY,30,60,RESET",
                "unsold,2020-01-01T10:00:00Z,2020-01-01T11:00:00Z,100,500,0:10,PROXY,,,",
                "nobody,2020-01-01T10:00:00Z,2020-01-01T11:00:00Z,100,,0:10,PLAIN,,,");
        write(
                "bids.csv",
                "auction,bidder,amount,at",
                "sold,ann,300,2020-01-01T10:30:00Z",
                "sold,bob,200,2020-01-01T10:59:50Z",
                "sold,cid,900,2020-01-01T11:00:49.999Z",
                "sold,dee,9000,2020-01-01T11:01:49.999Z",
                "unsold,ann,499,2020-01-01T09:59:59.999Z",
                "unsold,ann,499,2020-01-01T10:00:00Z");
        write(
                "results.csv",
                "auction,outcome,price,winner,closes_at,class",
                "sold,SOLD,310,cid,2020-01-01T11:01:49.999Z,plain",
                "unsold,SOLD,100,ann,2020-01-01T11:00:00.000Z,plain",
                "nobody,UNSOLD,,,2020-01-01T11:00:00.000Z,plain");
        Run run = replay(folder);
        assertThat(run.output)
                .contains("Outcome, price, winner and close: 2 of 3 as they really were.")
                .contains("unsold: really SOLD 100 ann 2020-01-01T11:00:00Z, replayed UNSOLD 100 -")
                .contains("Refused bids: 1 NOT_OPEN, 1 CLOSED.");
        assertThat(run.exitCode).isEqualTo(2);
        assertThat(Files.readAllLines(folder.resolve("out.csv")))
                .containsExactly(
                        "auction,outcome,price,winner,closes_at,class",
                        "sold,SOLD,310,cid,2020-01-01T11:01:49.999Z,plain",
                        "unsold,UNSOLD,100,,2020-01-01T11:00:00.000Z,plain",
                        "nobody,UNSOLD,,,2020-01-01T11:00:00.000Z,plain");
    }

    @Test
    void aFolderWithoutAuctionsIsNamed() {
        Run run = replay(folder);
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(run.output).contains("cannot be read").contains("auctions.csv");
    }

    private Run replay(Path data) {
        var output = new StringWriter();
        var writer = new PrintWriter(output, true);
        int exitCode = new CommandLine(new Gavel())
                .setOut(writer)
                .setErr(writer)
                .execute(
                        "replay",
                        "--data",
                        data.toString(),
                        "--results",
                        folder.resolve("out.csv").toString());
        return new Run(exitCode, output.toString());
    }

    private void write(String file, String... lines) throws IOException {
        Files.write(folder.resolve(file), List.of(lines));
    }

    private static Path recorded(String set) {
        Path found = RecordedSets.find(set);
        assumeTrue(
                found != null,
                "the recorded auctions of " + set + " are not here; set " + RecordedSets.SETTING
                        + " to the folder that holds them");
        return found;
    }
}
