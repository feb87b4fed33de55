package dev.gavel.rush.load;

import dev.gavel.auction.AccountId;
import dev.gavel.rush.history.Exchange;
import dev.gavel.rush.history.Told;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** Sends bids that were answered once more to one node, under the same request ids. */
public final class AskedAgain {
    private static final int AT_ONCE = 16;
    /** An account may have had its share for now. */
    private static final int TRIES_MAX = 40;

    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private AskedAgain() {}

    /** One that was told something else. */
    public record Changed(Exchange first, Told again) {}

    /**
     * @param node its URL
     * @param tokens by account
     * @return those that were told something else than before
     */
    public static List<Changed> changed(String node, List<Exchange> decided, Map<AccountId, String> tokens) {
        Queue<Changed> changed = new ConcurrentLinkedQueue<>();
        var places = new Semaphore(AT_ONCE);
        try (HttpClient client = HttpClient.newHttpClient();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Exchange one : decided) {
                places.acquireUninterruptibly();
                threads.execute(() -> {
                    try {
                        Told again = ask(client, request(node, one, tokens.getOrDefault(one.bidder(), "")));
                        if (!again.equals(one.told())) {
                            changed.add(new Changed(one, again));
                        }
                    } finally {
                        places.release();
                    }
                });
            }
        }
        return List.copyOf(changed);
    }

    private static HttpRequest request(String node, Exchange one, String token) {
        return HttpRequest.newBuilder(URI.create(node + "/v1/auctions/" + one.auction() + "/bids"))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", one.requestId().toString())
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"amount\":" + one.amount() + ",\"currency\":\"" + PlanConfig.CURRENCY + "\"}"))
                .build();
    }

    private static Told ask(HttpClient client, HttpRequest request) {
        Told told = new Told.Lost("never sent");
        for (int i = 0; i < TRIES_MAX; i++) {
            try {
                var response = client.send(request, BodyHandlers.ofByteArray());
                told = BidReply.parse(response.statusCode(), response.body());
                if (!told.mayComeAgain()) {
                    return told;
                }
                Thread.sleep(PAUSE);
            } catch (IOException e) {
                told = new Told.Lost(String.valueOf(e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Told.Lost("interrupted");
            }
        }
        return told;
    }
}
