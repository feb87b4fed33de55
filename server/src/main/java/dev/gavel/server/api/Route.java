package dev.gavel.server.api;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/**
 * One operation of the API.
 *
 * @param template the path as openapi.yaml writes it: {@code /v1/auctions/{id}}
 * @param onRead told of each call that has been read to its end, before it is known who calls; never throws
 * @param onRefusal told of each call that ends in a problem which the endpoint has not answered with itself; never
 *     throws
 */
record Route(
        HttpMethod method,
        String template,
        Access access,
        Body body,
        Endpoint endpoint,
        Consumer<Call> onRead,
        Consumer<Problem> onRefusal) {

    /** What is read of a body; a route without one ignores it. */
    enum Body {
        NONE,
        JSON,
        /** JSON where there is one. */
        OPTIONAL,
        /** The request stands still, unread, until the endpoint reads it. */
        LATER
    }

    /** Answers a call, now or later, exactly once; throws a ProblemException for what the client did wrong. */
    interface Endpoint {
        void handle(Call call);
    }

    static Route get(String template, Access access, Endpoint endpoint) {
        return new Route(HttpMethod.GET, template, access, Body.NONE, endpoint, _ -> {}, _ -> {});
    }

    static Route post(String template, Access access, Endpoint endpoint) {
        return new Route(HttpMethod.POST, template, access, Body.JSON, endpoint, _ -> {}, _ -> {});
    }

    static Route put(String template, Access access, Endpoint endpoint) {
        return new Route(HttpMethod.PUT, template, access, Body.JSON, endpoint, _ -> {}, _ -> {});
    }

    static Route patch(String template, Access access, Endpoint endpoint) {
        return new Route(HttpMethod.PATCH, template, access, Body.JSON, endpoint, _ -> {}, _ -> {});
    }

    /** One whose body is read when it is known who sends it: too large for strangers. */
    static Route upload(String template, Access access, Endpoint endpoint) {
        return new Route(HttpMethod.POST, template, access, Body.LATER, endpoint, _ -> {}, _ -> {});
    }

    Route withoutBody() {
        return new Route(method, template, access, Body.NONE, endpoint, onRead, onRefusal);
    }

    Route withOptionalBody() {
        return new Route(method, template, access, Body.OPTIONAL, endpoint, onRead, onRefusal);
    }

    Route onRead(Consumer<Call> told) {
        return new Route(method, template, access, body, endpoint, told, onRefusal);
    }

    Route onRefusal(Consumer<Problem> told) {
        return new Route(method, template, access, body, endpoint, onRead, told);
    }

    /** Whether a body is to be read before the endpoint is asked. */
    boolean reads(HttpServerRequest request) {
        return switch (body) {
            case NONE, LATER -> false;
            case JSON -> true;
            case OPTIONAL -> Bodies.has(request);
        };
    }

    /** The template in the router's own form. */
    String path() {
        return template.replaceAll("\\{(\\w+)}", ":$1");
    }
}
