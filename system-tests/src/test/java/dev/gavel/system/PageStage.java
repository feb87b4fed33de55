package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import dev.gavel.server.identity.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Stores, a node, a seller and a browser, for tests of the page. */
record PageStage(Cluster cluster, Api api, int port, Chromium chromium) implements AutoCloseable {
    static PageStage open(Path folder) {
        return open(new Cluster(folder));
    }

    static PageStage open(Cluster cluster) {
        int port = cluster.node().port();
        return new PageStage(
                cluster, new Api(port), port, Chromium.start(Chromium.find().orElseThrow()));
    }

    /** A proxy auction of seller sue, in won from 1,000 by 100. */
    String list(String title, Duration open, String more) {
        return api.list(
                cluster.token("sue", Role.SELLER),
                title,
                Instant.now().plus(open).truncatedTo(ChronoUnit.MILLIS),
                more);
    }

    void bid(String auction, String bidder, long amount) throws IOException {
        assertThat(api.bid(auction, token(bidder), Api.newId(), amount).accepted())
                .isTrue();
    }

    /** An operator pauses, resumes or cancels. */
    void operator(String auction, String what, String why) {
        api.change("POST", "/v1/auctions/" + auction + "/" + what, operator(), "{\"reason\":\"" + why + "\"}");
    }

    void approve(String auction, String bidder, long limit) {
        api.change(
                "PUT",
                "/v1/auctions/" + auction + "/bidders/" + bidder,
                operator(),
                "{\"standing\":\"APPROVED\",\"limit\":" + limit + "}");
    }

    private String operator() {
        return cluster.token("olga", Role.OPERATOR);
    }

    String token(String bidder) {
        return cluster.token(bidder, Role.BIDDER);
    }

    /** Who is not signed in. */
    Visitor stranger(Browser.NewContextOptions options) {
        return chromium.visitor(port, options);
    }

    Visitor visitor(Browser.NewContextOptions options, String bidder) {
        return chromium.visitor(port, options).signedIn(token(bidder));
    }

    @Override
    public void close() {
        chromium.close();
        api.close();
        cluster.close();
    }
}
