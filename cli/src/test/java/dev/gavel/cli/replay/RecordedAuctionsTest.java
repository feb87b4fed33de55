package dev.gavel.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gavel.auction.Outcome;
import dev.gavel.auction.Reason;
import dev.gavel.auction.Referee;
import dev.gavel.auction.Result;
import dev.gavel.auction.Standing;
import dev.gavel.cli.replay.RecordedAuction.RecordedBid;
import dev.gavel.cli.replay.RecordedAuction.RecordedResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordedAuctionsTest {
    @Test
    void proxyBiddingEndsAsItReallyDid() {
        Replay replay = replay("ebay-palm");
        assertThat(replay.mismatches).isEmpty();
        assertThat(replay.matches).isEqualTo(339);
        assertThat(replay.refused).hasSize(16).containsOnly(Reason.NOT_ABOVE_OWN_MAXIMUM);
        // None of the three is by the leader: two stand below the opening price, one below price plus step.
        assertThat(replay.refusedInDefects).hasSize(3).containsOnly(Reason.TOO_LOW);
    }

    @Test
    void plainBiddingWithASoftCloseEndsAsItReallyDid() {
        Replay replay = replay("art-overtime");
        assertThat(replay.mismatches).isEmpty();
        assertThat(replay.matches).isEqualTo(956);
        assertThat(replay.refused).isEmpty();
    }

    private static Replay replay(String set) {
        Path folder = RecordedSets.find(set);
        assumeTrue(
                folder != null,
                "the recorded auctions of " + set + " are not here; set " + RecordedSets.SETTING
                        + " to the folder that holds them");
        var replay = new Replay();
        RecordedAuctions.read(folder).forEach(replay::run);
        return replay;
    }

    private static final class Replay {
        int matches;
        final List<String> mismatches = new ArrayList<>();
        final List<Reason> refused = new ArrayList<>();
        final List<Reason> refusedInDefects = new ArrayList<>();

        void run(RecordedAuction auction) {
            RecordedResult recorded = auction.result();
            boolean defect = recorded != null && recorded.kind().equals(RecordedResult.DEFECT);
            var standing = Standing.beforeFirstBid(auction.terms());
            for (RecordedBid bid : auction.bids()) {
                var ruling = Referee.decide(auction.terms(), standing, bid.bidder(), bid.amount(), bid.at());
                standing = ruling.after();
                if (ruling.outcome() instanceof Outcome.Refused(var reason)) {
                    (defect ? refusedInDefects : refused).add(reason);
                }
            }
            if (recorded == null || defect) {
                return;
            }
            String found = row(Referee.result(auction.terms(), standing)) + " " + standing.closesAt();
            String real =
                    recorded.outcome() + " " + recorded.price() + " " + recorded.winner() + " " + recorded.closesAt();
            if (found.equals(real)) {
                matches++;
            } else {
                mismatches.add(auction.name() + ": ended " + real + ", by the referee " + found);
            }
        }

        private static String row(Result result) {
            return switch (result) {
                case Result.Sold(var winner, var price) -> "SOLD " + price + " " + winner;
                case Result.Unsold(var price, var _) -> "UNSOLD " + price + " null";
                case Result.Cancelled() -> "CANCELLED null null";
            };
        }
    }
}
