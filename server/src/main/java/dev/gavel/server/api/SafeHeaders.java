package dev.gavel.server.api;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** What every response tells browsers: that it is data, never a page, and belongs in no cache. */
final class SafeHeaders {
    private static final CharSequence CONTENT_TYPE_OPTIONS = HttpHeaders.createOptimized("x-content-type-options");
    private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence CSP = HttpHeaders.createOptimized("content-security-policy");
    private static final CharSequence NOTHING =
            HttpHeaders.createOptimized("default-src 'none'; frame-ancestors 'none'");
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
    private static final CharSequence HSTS = HttpHeaders.createOptimized("strict-transport-security");
    private static final CharSequence YEAR = HttpHeaders.createOptimized("max-age=31536000");

    private SafeHeaders() {}

    static void put(HttpServerResponse response) {
        response.putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE)
                .putHeader(CONTENT_TYPE_OPTIONS, NOSNIFF)
                .putHeader(CSP, NOTHING);
    }

    /** Of a server that speaks TLS itself: browsers are not to try it without. */
    static void stayWithTls(HttpServerResponse response) {
        response.putHeader(HSTS, YEAR);
    }
}
