package dev.gavel.server.identity;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks whoever issues tokens, over HTTP: bounded in time and bytes. Blocks. */
public final class IssuerHttp implements AutoCloseable {
    /** A key is below 1 KB, and no issuer has more than a few; other documents are smaller. */
    private static final int BYTES_MAX = 256 * 1024;

    private static final Duration CONNECT_MAX = Duration.ofSeconds(3);

    private final Duration answerMax;
    private final HttpClient http;

    /** An answer of any status. */
    public record Answer(int status, String body) {
        private static final int OK = 200;

        public boolean isOk() {
            return status == OK;
        }

        /** Without the body, which may hold tokens. */
        @Override
        public String toString() {
            return "status " + status;
        }
    }

    /** @param answerMax how long one answer may take */
    public IssuerHttp(Duration answerMax) {
        this.answerMax = answerMax;
        // Redirects are not followed: they would lead where nobody has configured.
        this.http = HttpClient.newBuilder().connectTimeout(CONNECT_MAX).build();
    }

    /**
     * An address of an issuer: {@code https}, or {@code http} on this host.
     *
     * @param what for the message: "the keys of an issuer"
     * @throws IllegalArgumentException if it is another one
     */
    public static URI checked(String text, String what) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException _) {
            // Its message quotes the text, which may have a password in it.
            throw new IllegalArgumentException("the address of " + what + " is no URL");
        }
        boolean secret = "https".equals(url.getScheme()) && url.getHost() != null;
        boolean here = "http".equals(url.getScheme()) && url.getHost() != null && isLoopback(url.getHost());
        if ((!secret && !here) || url.getUserInfo() != null) {
            throw new IllegalArgumentException(what + " come over https, without credentials in the URL");
        }
        return url;
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            // A name, which may mean another host tomorrow.
            return false;
        }
    }

    public Answer get(URI url) throws IOException {
        return send(HttpRequest.newBuilder(url).timeout(answerMax).build());
    }

    /** @param form in the form of HTML's forms, as OAuth 2 has it */
    public Answer post(URI url, String form) throws IOException {
        return send(HttpRequest.newBuilder(url)
                .timeout(answerMax)
                .header("content-type", "application/x-www-form-urlencoded")
                .header("accept", "application/json")
                .POST(BodyPublishers.ofString(form))
                .build());
    }

    private Answer send(HttpRequest request) throws IOException {
        var answer = http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), BYTES_MAX));
        try {
            // The client's own timeout ends with the headers; a body may drip.
            HttpResponse<String> response = answer.get(answerMax.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(response.statusCode(), response.body());
        } catch (ExecutionException e) {
            throw new IOException(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("no answer in " + answerMax, e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
