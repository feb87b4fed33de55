package dev.gavel.server.identity;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
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

    private final URI url;
    private final Times times;
    private final IssuerHttp http;
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
        return new IssuerKeys(IssuerHttp.checked(url, "the keys of an issuer"), times);
    }

    private IssuerKeys(URI url, Times times) {
        this.url = url;
        this.times = times;
        this.http = new IssuerHttp(times.answerMax());
        try {
            this.keys = fetched();
        } catch (IOException | IllegalArgumentException e) {
            http.close();
            throw new IllegalArgumentException("no keys from " + url + ": " + e.getMessage(), e);
        }
        askedAt.set(System.nanoTime());
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
        IssuerHttp.Answer answer = http.get(url);
        if (!answer.isOk()) {
            throw new IOException(answer.toString());
        }
        return KeySet.ofIssuer(answer.body());
    }

    @Override
    public void close() {
        http.close();
    }
}
