package dev.gavel.server.api;

import io.vertx.core.http.HttpMethod;

/**
 * One operation of the API.
 *
 * @param template the path as openapi.yaml writes it: {@code /v1/auctions/{id}}
 * @param takesBody whether a JSON body is read; a route without one ignores it
 */
record Route(HttpMethod method, String template, Access access, boolean takesBody, Endpoint endpoint) {

    /** Answers a call, now or later, exactly once; throws a ProblemException for what the client did wrong. */
    interface Endpoint {
        void handle(Call call);
    }

    static Route get(String template, Access access, Endpoint endpoint) {
        return new Route(HttpMethod.GET, template, access, false, endpoint);
    }

    static Route post(String template, Access access, Endpoint endpoint) {
        return new Route(HttpMethod.POST, template, access, true, endpoint);
    }

    Route withoutBody() {
        return new Route(method, template, access, false, endpoint);
    }

    /** The template in the router's own form. */
    String path() {
        return template.replaceAll("\\{(\\w+)}", ":$1");
    }
}
