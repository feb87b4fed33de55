package dev.gavel.server.api;

import io.vertx.core.http.HttpMethod;
import java.util.function.Consumer;

/**
 * One operation of the API.
 *
 * @param template the path as openapi.yaml writes it: {@code /v1/auctions/{id}}
 * @param takesBody whether a JSON body is read; a route without one ignores it
 * @param onRead told of each call that has been read to its end, before it is known who calls; never throws
 */
record Route(
        HttpMethod method,
        String template,
        Access access,
        boolean takesBody,
        Endpoint endpoint,
        Consumer<Call> onRead) {

    /** Answers a call, now or later, exactly once; throws a ProblemException for what the client did wrong. */
    interface Endpoint {
        void handle(Call call);
    }

    static Route get(String template, Access access, Endpoint endpoint) {
        return new Route(HttpMethod.GET, template, access, false, endpoint, _ -> {});
    }

    static Route post(String template, Access access, Endpoint endpoint) {
        return new Route(HttpMethod.POST, template, access, true, endpoint, _ -> {});
    }

    Route withoutBody() {
        return new Route(method, template, access, false, endpoint, onRead);
    }

    Route onRead(Consumer<Call> told) {
        return new Route(method, template, access, takesBody, endpoint, told);
    }

    /** The template in the router's own form. */
    String path() {
        return template.replaceAll("\\{(\\w+)}", ":$1");
    }
}
