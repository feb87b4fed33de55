package dev.gavel.rush.rival;

import dev.gavel.auction.Money;

/** What a bidder is sent: the members of Gavel's receipts and problems that clients use. */
record RivalReply(int status, String body) {
    static RivalReply of(RivalAnswer answer) {
        return switch (answer) {
            case RivalAnswer.Decided decided ->
                new RivalReply(decided.outcome().accepted() ? 201 : 409, receipt(decided));
            case RivalAnswer.RequestIdReused _ -> problem(422, "request-id-reused");
            case RivalAnswer.UnknownAuction _ -> problem(404, "unknown-auction");
            case RivalAnswer.Overloaded _ -> problem(503, "overloaded");
        };
    }

    static RivalReply problem(int status, String type) {
        return new RivalReply(status, "{\"type\":\"urn:gavel:problem:" + type + "\",\"status\":" + status + "}");
    }

    private static String receipt(RivalAnswer.Decided decided) {
        Money price = decided.price();
        return "{\"auction\":\"" + decided.auction()
                + "\",\"sequence\":" + decided.sequence()
                + ",\"requestId\":\"" + decided.bid().requestId()
                + "\",\"outcome\":\"" + Outcomes.word(decided.outcome())
                + "\",\"amount\":" + decided.bid().amount()
                + (price == null ? "" : ",\"price\":" + price)
                + ",\"closesAt\":\"" + decided.closesAt()
                + "\",\"receivedAt\":\"" + decided.receivedAt()
                + "\",\"decidedAt\":\"" + decided.decidedAt() + "\"}";
    }
}
