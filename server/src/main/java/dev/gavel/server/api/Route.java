package dev.gavel.server.api;

import io.vertx.core.http.HttpMethod;
import java.util.function.Consumer;

/**
 * One operation of the API.
 *
 * @param template the path as openapi.yaml writes it: {@code /v1/auctions/{id}}
 * @param takesBody whether a JSON body is read; a route without one ignores it
 * @param bodyLater whether the request stands still, unread, until the endpoint reads it
 * @param onRead told of each call that has been read to its end, before it is known who calls; never throws
 */
record Route(
        HttpMethod method,
        String template,
        Access access,
        boolean takesBody,
        boolean bodyLater,
        Endpoint endpoint,
        Consumer<Call> onRead) {

    Route(
            HttpMethod method,
            String template,
            Access access,
            boolean takesBody,
            Endpoint endpoint,
            Consumer<Call> onRead) {
        this(method, template, access, takesBody, false, endpoint, onRead);
    }

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

    static Route patch(String template, Access access, Endpoint endpoint) {
        return new Route(HttpMethod.PATCH, template, access, true, endpoint, _ -> {});
    }

    /** One whose body is read when it is known who sends it: too large for strangers. */
    static Route upload(String template, Access access, Endpoint endpoint) {
        return new Route(HttpMethod.POST, template, access, false, true, endpoint, _ -> {});
    }

    Route withoutBody() {
        return new Route(method, template, access, false, bodyLater, endpoint, onRead);
    }

    Route onRead(Consumer<Call> told) {
        return new Route(method, template, access, takesBody, bodyLater, endpoint, told);
    }

    /** The template in the router's own form. */
    String path() {
        return template.replaceAll("\\{(\\w+)}", ":$1");
    }
}
