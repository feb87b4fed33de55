package dev.gavel.server.api;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * Lets the pages of named origins read what this server answers, and load the page's parts (CORS). Others get the same
 * answers, which their browsers keep from them. Nothing here is done by cookie, so none is let through.
 */
final class CrossOrigin implements Handler<RoutingContext> {
    private static final String METHODS = "GET, POST, PUT, PATCH";
    private static final String HEADERS = "authorization, content-type, idempotency-key";
    private static final String READABLE = "location, retry-after";
    private static final String SECONDS = "600";
    private static final int NO_CONTENT = 204;

    private final Origins origins;

    CrossOrigin(Origins origins) {
        this.origins = origins;
    }

    @Override
    public void handle(RoutingContext routing) {
        String origin = routing.request().getHeader(HttpHeaders.ORIGIN);
        if (origin == null || !origins.named(origin)) {
            routing.next();
            return;
        }
        HttpServerResponse response = routing.response()
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                .putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, READABLE);
        boolean asksFirst = routing.request().method().equals(HttpMethod.OPTIONS)
                && routing.request().getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD) != null;
        if (!asksFirst) {
            routing.next();
            return;
        }
        response.setStatusCode(NO_CONTENT)
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, HEADERS)
                .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, SECONDS)
                .putHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        SafeHeaders.put(response);
        response.end();
    }
}
