package dev.gavel.rush;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks a server for its metrics as a Prometheus does, as long as it is open; what it answers is not looked at. */
final class Scraping implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpRequest request;
    private final Thread thread;

    Scraping(String url) {
        this.request = HttpRequest.newBuilder(URI.create(url + "/metrics"))
                .header("accept", "application/openmetrics-text;version=1.0.0")
                .timeout(EVERY)
                .build();
        this.thread = Thread.ofVirtual().name("scraping").start(this::run);
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    http.send(request, BodyHandlers.discarding());
                } catch (IOException e) {
                    // A scrape that fails is one that Prometheus would miss, too.
                }
                Thread.sleep(EVERY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        http.shutdownNow();
    }
}
