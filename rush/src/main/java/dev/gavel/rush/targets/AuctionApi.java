package dev.gavel.rush.targets;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.StepTable.Band;
import dev.gavel.auction.Terms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Lists auctions as a seller does, over HTTP. */
public final class AuctionApi {
    private static final int CREATED = 201;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient client = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.builder().build();
    private final URI auctions;
    private final String sellerToken;

    public AuctionApi(String url, String sellerToken) {
        this.auctions = URI.create(url + "/v1/auctions");
        this.sellerToken = sellerToken;
    }

    public AuctionId open(Terms terms) {
        HttpRequest request = HttpRequest.newBuilder(auctions)
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + sellerToken)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body(terms))))
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != CREATED) {
                throw new IllegalStateException(
                        "listing an auction was answered with " + response.statusCode() + ": " + response.body());
            }
            return AuctionId.parse(json.readTree(response.body()).path("id").stringValue());
        } catch (IOException e) {
            throw new UncheckedIOException("could not list an auction at " + auctions, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while listing an auction", e);
        }
    }

    private static Map<String, Object> body(Terms terms) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("title", "a thing");
        body.put("currency", terms.pricing().currency().getCurrencyCode());
        body.put("bidding", terms.pricing().bidding().name());
        body.put("opening", terms.pricing().opening().minor());
        body.put(
                "steps",
                terms.pricing().steps().bands().stream().map(AuctionApi::step).toList());
        body.put("opensAt", terms.schedule().opensAt().toString());
        body.put("closesAt", terms.schedule().closesAt().toString());
        return body;
    }

    private static Map<String, Long> step(Band band) {
        return Map.of("from", band.from().minor(), "step", band.step().minor());
    }
}
