package dev.gavel.server.operations;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.gavel.auction.AccountId;
import dev.gavel.auction.Money;
import dev.gavel.auction.Result;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What operators are shown. Rates and times taken are those of the last five seconds; what is null is left out.
 *
 * <p>Of these, {@link Summary} also stands in Redis, where nodes of another release read it: fields are only added.
 */
public final class Views {
    private Views() {}

    /**
     * @param waiting bids that this node has received and not answered
     * @param oldestMs for how long the oldest of them has waited, in steps of up to 64 ms
     */
    public record Load(double bidsPerSecond, int p50Micros, int p99Micros, int waiting, long oldestMs) {}

    public record BucketLoad(int bucket, @JsonUnwrapped Load load) {}

    /** @param outcome as the meter {@code gavel.bids} has it */
    public record Outcome(String outcome, double perSecond, long total) {}

    /**
     * @param state of this node's reader of the shard: another's may have it
     * @param behind entries of the bid log that are not in the ledger yet, where this node's reader has the shard
     * @param newestMs when the newest decision that is in the ledger was decided
     * @param stopped buckets that are not read any more
     * @param connections of the node's pool, in use
     * @param awaited callers that wait for a connection
     */
    public record Shard(
            int shard,
            String state,
            long behind,
            @Nullable Long newestMs,
            List<Integer> stopped,
            int connections,
            int awaited) {}

    /**
     * A node as it sees itself.
     *
     * @param at milliseconds of arena time
     * @param buckets those with something to tell, the busiest {@link NodeLoad#BUCKETS_MAX}
     */
    public record Summary(
            String node,
            String address,
            boolean draining,
            long at,
            long uptimeMs,
            Load load,
            List<BucketLoad> buckets,
            List<Outcome> outcomes,
            List<Shard> shards) {}

    public record Hot(String auction, int bucket, double bidsPerSecond) {}

    /**
     * A bucket's bid log; both counts are null where Redis did not say.
     *
     * @param primary which Redis has it
     * @param entries how long it is
     * @param behind how many of them the ledger does not have
     */
    public record Log(
            int bucket,
            int shard,
            String primary,
            @Nullable Long entries,
            @Nullable Long behind) {}

    /** This node, with what all nodes would say alike. */
    public record Node(@JsonUnwrapped Summary summary, List<Hot> hot, List<Log> logs) {}

    /**
     * A node of the list.
     *
     * @param beatMsAgo since it has last said that it is there
     * @param draining whether an operator wants it to be; the summary's own says whether it knows
     * @param summary null where it has not said any lately
     */
    public record Listed(
            String node,
            boolean self,
            long beatMsAgo,
            boolean draining,
            @Nullable Summary summary) {}

    public record Nodes(List<Listed> nodes) {}

    /** An auction whose two witnesses differ; the last three are null until its close. */
    public record Quarantined(
            String auction,
            int bucket,
            Instant foundAt,
            long sequence,
            String matter,
            String arena,
            String referee,
            @Nullable Long closedSequence,
            @Nullable String arenaEnded,
            @Nullable String refereeEnded) {}

    public record Quarantine(List<Quarantined> auctions) {}

    /**
     * A decision, with amounts that bidders do not see of each other.
     *
     * @param kind LISTED, BID, POSTPONED, PAUSED, RESUMED, PERMITTED, CLOSED, CANCELLED
     * @param by who did it, where it is no bid, and {@code reason} why
     * @param outcome of a bid: LEADING, OUTBID or the reason of its refusal; of a close: SOLD, UNSOLD; of a permit what
     *     is said of the bidder
     * @param price after it
     * @param closesAt after it
     * @param bidder who bid; of a close, who led
     */
    public record Decided(
            long sequence,
            String kind,
            Instant decidedAt,
            @Nullable Instant receivedAt,
            @Nullable String bidder,
            @Nullable Long amount,
            @Nullable String outcome,
            @Nullable Long price,
            @Nullable Instant closesAt,
            @Nullable String requestId,
            @Nullable String by,
            @Nullable String reason) {

        private static Decided of(long sequence, String kind, Instant decidedAt, @Nullable Instant closesAt) {
            return new Decided(sequence, kind, decidedAt, null, null, null, null, null, closesAt, null, null, null);
        }

        public static Decided listed(Instant at) {
            return of(0, "LISTED", at, null);
        }

        /** What somebody did, and why. */
        public Decided because(String who, String why) {
            return new Decided(
                    sequence,
                    kind,
                    decidedAt,
                    receivedAt,
                    bidder,
                    amount,
                    outcome,
                    price,
                    closesAt,
                    requestId,
                    who,
                    why.isEmpty() ? null : why);
        }

        public static Decided paused(long sequence, Instant decidedAt) {
            return of(sequence, "PAUSED", decidedAt, null);
        }

        public static Decided resumed(long sequence, Instant decidedAt, @Nullable Instant closesAt) {
            return of(sequence, "RESUMED", decidedAt, closesAt);
        }

        public static Decided cancelled(long sequence, Instant decidedAt) {
            return of(sequence, "CANCELLED", decidedAt, null);
        }

        /** @param limit the most that the bidder may bid */
        public static Decided permitted(
                long sequence,
                Instant decidedAt,
                @Nullable String bidder,
                @Nullable String admission,
                @Nullable Long limit) {
            return new Decided(
                    sequence, "PERMITTED", decidedAt, null, bidder, limit, admission, null, null, null, null, null);
        }

        public static Decided postponed(long sequence, Instant decidedAt, Instant closesAt) {
            return of(sequence, "POSTPONED", decidedAt, closesAt);
        }

        public static Decided ended(long sequence, Instant decidedAt, @Nullable Instant closesAt, Result result) {
            return switch (result) {
                case Result.Sold(var winner, var price) -> ended(sequence, decidedAt, closesAt, "SOLD", winner, price);
                case Result.Unsold(var price, var leader) ->
                    ended(sequence, decidedAt, closesAt, "UNSOLD", leader, price);
                case Result.Cancelled _ -> cancelled(sequence, decidedAt);
            };
        }

        private static Decided ended(
                long sequence,
                Instant decidedAt,
                @Nullable Instant closesAt,
                String outcome,
                @Nullable AccountId leader,
                @Nullable Money price) {
            return new Decided(
                    sequence,
                    "CLOSED",
                    decidedAt,
                    null,
                    leader == null ? null : leader.value(),
                    null,
                    outcome,
                    price == null ? null : price.minor(),
                    closesAt,
                    null,
                    null,
                    null);
        }
    }

    /**
     * @param last the highest sequence that is known of
     * @param next {@code after} of the page that follows; null where there is no more yet
     */
    public record Decisions(
            String auction,
            String currency,
            List<Decided> decisions,
            long last,
            @Nullable Long next) {}
}
