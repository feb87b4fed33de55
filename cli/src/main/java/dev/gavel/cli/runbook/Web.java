package dev.gavel.cli.runbook;

import dev.gavel.cli.CommandException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** Reads over HTTP what nodes and Prometheus say. */
final class Web implements AutoCloseable {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
    private static final List<String> SCHEMES = List.of("http", "https");

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWER_MAX).build();

    record Answer(int status, String body) {}

    Answer get(String url) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(uri(url)).timeout(ANSWER_MAX).build();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted while asking " + url, e);
        }
    }

    /** To which paths are added, once it is known to be a URL. */
    static String base(String url) {
        String written = uri(url).toString();
        return written.endsWith("/") ? written.substring(0, written.length() - 1) : written;
    }

    /** Host and port. */
    static String place(String url) {
        return uri(url).getAuthority();
    }

    private static URI uri(String url) {
        try {
            URI uri = URI.create(url);
            if (uri.getHost() != null && SCHEMES.contains(uri.getScheme())) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new CommandException("not a URL: " + url, e);
        }
        throw new CommandException("a URL begins with http:// or https:// and names a host, unlike " + url);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
