package dev.gavel.server.identity;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that an issuer publishes at a URL, remembered and asked for again.
 *
 * <p>While the issuer does not answer, or answers what is no key set, the last good keys hold: tokens that they signed
 * stay good. A token that names an unknown key has the issuer asked, at most once in {@code askAgainMin}, so that
 * invented names cost the issuer nothing; whoever comes meanwhile is refused at once instead of waiting.
 */
public final class IssuerKeys implements KeySource, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);
    /** A key is below 1 KB, and no issuer has more than a few. */
    private static final int BYTES_MAX = 256 * 1024;

    private static final Duration CONNECT_MAX = Duration.ofSeconds(3);
    private static final int OK = 200;

    private final URI url;
    private final Times times;
    private final HttpClient http;
    private final ReentrantLock asking = new ReentrantLock();
    private final AtomicInteger generation = new AtomicInteger();
    private final AtomicLong askedAt = new AtomicLong();
    private volatile KeySet keys;

    /**
     * How often the issuer is asked.
     *
     * @param refreshEvery how long keys are believed; then the issuer is asked again, once a token needs them
     * @param askAgainMin the least time between two questions, whatever tokens come
     * @param answerMax how long one answer may take
     */
    public record Times(Duration refreshEvery, Duration askAgainMin, Duration answerMax) {
        public static final Times DEFAULT =
                new Times(Duration.ofMinutes(10), Duration.ofSeconds(30), Duration.ofSeconds(5));
    }

    /**
     * @param url {@code https}; {@code http} only for an issuer on this host
     * @throws IllegalArgumentException if the URL is another, or no key set is to be had there now
     */
    public static IssuerKeys connect(String url, Times times) {
        return new IssuerKeys(checked(url), times);
    }

    private IssuerKeys(URI url, Times times) {
        this.url = url;
        this.times = times;
        // Redirects are not followed: they would lead where nobody has configured.
        this.http = HttpClient.newBuilder().connectTimeout(CONNECT_MAX).build();
        try {
            this.keys = fetched();
        } catch (IOException | IllegalArgumentException e) {
            http.shutdownNow();
            throw new IllegalArgumentException("no keys from " + url + ": " + e.getMessage(), e);
        }
        askedAt.set(System.nanoTime());
    }

    private static URI checked(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException _) {
            // Its message quotes the text, which may have a password in it.
            throw new IllegalArgumentException("the address of an issuer's keys is no URL");
        }
        boolean secret = "https".equals(url.getScheme());
        boolean here = "http".equals(url.getScheme()) && url.getHost() != null && isLoopback(url.getHost());
        if ((!secret && !here) || url.getUserInfo() != null) {
            throw new IllegalArgumentException("the keys of an issuer come over https, without credentials in the URL");
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

    @Override
    public Optional<JWSVerifier> verifierFor(JWSHeader header) {
        if (age() > times.refreshEvery().toNanos()) {
            ask();
        }
        Optional<JWSVerifier> known = keys.verifierFor(header);
        if (known.isEmpty() && ask()) {
            return keys.verifierFor(header);
        }
        return known;
    }

    @Override
    public int generation() {
        return generation.get();
    }

    private long age() {
        return System.nanoTime() - askedAt.get();
    }

    /** @return whether the issuer was asked, and answered */
    private boolean ask() {
        if (age() < times.askAgainMin().toNanos() || !asking.tryLock()) {
            return false;
        }
        try {
            askedAt.set(System.nanoTime());
            KeySet fetched = fetched();
            if (!fetched.isSameAs(keys)) {
                keys = fetched;
                generation.incrementAndGet();
                LOG.info("the issuer at {} has other keys now", url);
            }
            return true;
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("no keys from {} ({}); those known before stay good", url, e.getMessage());
            return false;
        } finally {
            asking.unlock();
        }
    }

    private KeySet fetched() throws IOException {
        var request = HttpRequest.newBuilder(url).timeout(times.answerMax()).build();
        var answer = http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), BYTES_MAX));
        try {
            // The client's own timeout ends with the headers; a body may drip.
            HttpResponse<String> response = answer.get(times.answerMax().toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != OK) {
                throw new IOException("status " + response.statusCode());
            }
            return KeySet.ofIssuer(response.body());
        } catch (ExecutionException e) {
            throw new IOException(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("no answer in " + times.answerMax(), e);
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
