package dev.gavel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.server.identity.Role;
import dev.gavel.server.monitoring.MetricsConfig;
import dev.gavel.server.tracing.TracesConfig;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** A node alone on its site, whose metrics are looked at. */
final class MeasuredNode implements AutoCloseable {
    private final Site site;
    private final Server server;

    MeasuredNode(String redisUri, List<String> databases, MetricsConfig metrics) {
        site = new Site(redisUri, databases);
        server = site.start(metrics, TracesConfig.DEFAULT);
    }

    static int bucketOf(String auction) {
        return ServerConfig.DEFAULT.bucketCount().of(Long.parseLong(auction)).number();
    }

    String shardOf(String auction) {
        var router = server.ledger().router();
        return Integer.toString(router.map().shardOf(router.bucketOf(Long.parseLong(auction))));
    }

    String list(Duration length) throws Exception {
        return site.list(server, length);
    }

    int bid(String auction, String name, long amount) throws Exception {
        return site.bid(server, auction, name, amount).statusCode();
    }

    /** The answer's frame. */
    String bidOverSocket(String auction, String name, long amount) throws Exception {
        return site.bidOverSocket(server, auction, name, amount);
    }

    Scraped scrape() throws Exception {
        HttpResponse<String> answer = get("/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        return Scraped.parse(answer.body());
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = site.to(server, path, Role.OPERATOR, "olga");
        return site.send(headers.length == 0 ? request : request.headers(headers));
    }

    @Override
    public void close() {
        site.close();
    }
}
