package dev.gavel.cli.fuzz;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.RequestId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * What valid requests are made of.
 *
 * @param auctions that are open
 * @param bidders tokens of so many accounts that their limits on bids are seldom in the way
 * @param goodAuction where nobody bids but {@code goodBidder}
 */
record Samples(
        List<AuctionId> auctions,
        List<String> bidders,
        String seller,
        String gateway,
        AuctionId goodAuction,
        String goodBidder) {
    AuctionId auction(SplittableRandom random) {
        return Mutations.one(auctions, random);
    }

    String bidder(SplittableRandom random) {
        return Mutations.one(bidders, random);
    }

    static String requestId(RandomGenerator random) {
        return RequestId.at(Instant.now(), random).toString();
    }

    static String bid(SplittableRandom random) {
        return bid(1_000 + random.nextInt(1_000_000) * 100L);
    }

    static String bid(long amount) {
        return "{\"amount\":" + amount + ",\"currency\":\"KRW\"}";
    }

    /** @param closesAt far away, so that all that come of it stay open */
    static String listing(Instant closesAt) {
        return "{\"title\":\"A vase\",\"description\":\"blue\",\"currency\":\"KRW\",\"bidding\":\"PROXY\",\"opening\":1000,"
                + "\"reserve\":5000,\"steps\":[{\"from\":0,\"step\":100}],\"closesAt\":\""
                + closesAt.truncatedTo(ChronoUnit.SECONDS) + "\"}";
    }
}
