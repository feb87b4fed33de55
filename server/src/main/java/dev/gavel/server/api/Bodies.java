package dev.gavel.server.api;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies of one event loop's requests, within bounds of size and time.
 *
 * <p>All bodies may take equally long, so those being read stand in the order in which they run out of time, and
 * one look a second at the first few replaces a timer for each.
 */
final class Bodies {
    private static final long LOOK_EVERY_MS = 1000;
    /**
     * How much more of a refused body is taken, so that a client that only writes hears of the refusal before the
     * end.
     */
    private static final int DISCARDED_BYTES_MAX = 1024 * 1024;

    private final int bytesMax;
    private final Duration timeout;
    private final boolean json;
    private final Set<Reading> readings = new LinkedHashSet<>();

    private Bodies(Vertx vertx, int bytesMax, Duration timeout, boolean json) {
        this.bytesMax = bytesMax;
        this.timeout = timeout;
        this.json = json;
        vertx.setPeriodic(LOOK_EVERY_MS, _ -> dropSlow());
    }

    /** Whether a body comes with the request, however short. */
    static boolean has(HttpServerRequest request) {
        return declaredLength(request) > 0 || request.getHeader("transfer-encoding") != null;
    }

    static Bodies ofJson(Vertx vertx, ApiConfig.Limits limits) {
        return new Bodies(vertx, limits.bodyBytesMax(), limits.bodyTimeout(), true);
    }

    /** Whatever they say they are. */
    static Bodies ofAnyType(Vertx vertx, int bytesMax, Duration timeout) {
        return new Bodies(vertx, bytesMax, timeout, false);
    }

    void read(Call call, Consumer<Call> then) {
        HttpServerRequest request = call.request();
        if (json && !isJson(request.getHeader("content-type"))) {
            throw new ProblemException(ProblemType.UNSUPPORTED_MEDIA_TYPE, "send Content-Type: application/json");
        }
        var reading = new Reading(call, System.nanoTime() + timeout.toNanos(), then);
        if (declaredLength(request) > bytesMax) {
            request.handler(reading::discard);
            call.refuse(tooLarge());
            return;
        }
        readings.add(reading);
        request.handler(reading::add).endHandler(_ -> reading.end()).exceptionHandler(_ -> readings.remove(reading));
        if ("100-continue".equalsIgnoreCase(request.getHeader("expect"))) {
            request.response().writeContinue();
        }
    }

    private void dropSlow() {
        long now = System.nanoTime();
        Iterator<Reading> oldestFirst = readings.iterator();
        while (oldestFirst.hasNext()) {
            Reading reading = oldestFirst.next();
            if (now - reading.until < 0) {
                return;
            }
            oldestFirst.remove();
            reading.call.refuse(Problem.of(ProblemType.REQUEST_TIMEOUT, "the body did not arrive in time")
                    .withHeader("Connection", "close"));
            reading.call.request().connection().close();
        }
    }

    private Problem tooLarge() {
        return Problem.of(ProblemType.BODY_TOO_LARGE, "a body has at most " + bytesMax + " bytes");
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        String type = contentType.toLowerCase(Locale.ROOT).replace(" ", "").replace("\"", "");
        return type.equals("application/json") || type.equals("application/json;charset=utf-8");
    }

    private static long declaredLength(HttpServerRequest request) {
        String length = request.getHeader("content-length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            throw Json.malformed("Content-Length is not a number");
        }
    }

    private final class Reading {
        private final Call call;
        private final long until;
        private final Consumer<Call> then;
        private final Buffer body = Buffer.buffer();
        private int discarded;

        private Reading(Call call, long until, Consumer<Call> then) {
            this.call = call;
            this.until = until;
            this.then = then;
        }

        private void add(Buffer chunk) {
            if (call.isReplied()) {
                discard(chunk);
            } else if (body.length() + chunk.length() > bytesMax) {
                readings.remove(this);
                call.refuse(tooLarge());
            } else {
                body.appendBuffer(chunk);
            }
        }

        private void discard(Buffer chunk) {
            discarded += chunk.length();
            if (discarded > DISCARDED_BYTES_MAX) {
                call.request().connection().close();
            }
        }

        private void end() {
            if (readings.remove(this)) {
                call.body(body);
                then.accept(call);
            }
        }
    }
}
