package dev.gavel.server.api;

import io.vertx.core.buffer.Buffer;
import java.util.Map;

/** A response that is complete. */
record Reply(int status, String mediaType, Buffer body, Map<String, String> headers) {
    static final String JSON = "application/json";
    private static final Buffer NOTHING = Buffer.buffer();

    static Reply ok(Object view) {
        return new Reply(200, JSON, Json.write(view), Map.of());
    }

    static Reply created(Object view, String location) {
        return new Reply(201, JSON, Json.write(view), Map.of("Location", location));
    }

    static Reply noContent() {
        return new Reply(204, "", NOTHING, Map.of());
    }
}
