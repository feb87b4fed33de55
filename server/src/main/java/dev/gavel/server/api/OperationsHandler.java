package dev.gavel.server.api;

import dev.gavel.server.monitoring.Metrics;
import dev.gavel.server.monitoring.Readiness;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** What machines ask for: health, metrics and the description of the API. */
final class OperationsHandler {
    private static final String OPENAPI = "openapi.yaml";
    private static final String OPENAPI_MEDIA_TYPE = "application/yaml";

    private final Readiness readiness;
    private final Metrics metrics;
    private final Buffer openapi;
    private final String etag;

    OperationsHandler(Readiness readiness, Metrics metrics) {
        this.readiness = readiness;
        this.metrics = metrics;
        byte[] file = openapi();
        this.openapi = Buffer.buffer(file);
        this.etag = '"' + digest(file) + '"';
    }

    /** The process answers; that is all. */
    void live(Call call) {
        call.reply(Reply.ok(Map.of("status", "UP")));
    }

    /** Blocks. */
    Reply ready(Call call) {
        boolean up = true;
        var checks = new LinkedHashMap<String, String>();
        for (Readiness.Finding finding : readiness.findings()) {
            up &= finding.trouble().isEmpty();
            checks.put(finding.name(), finding.trouble().orElse("UP"));
        }
        var document = new LinkedHashMap<String, Object>();
        document.put("status", up ? "UP" : "DOWN");
        document.put("checks", checks);
        return new Reply(up ? 200 : 503, Reply.JSON, Json.write(document), Map.of());
    }

    /** Blocks a little: it reads every meter. */
    Reply metrics(Call call) {
        return new Reply(200, "text/plain; version=0.0.4; charset=utf-8", Buffer.buffer(metrics.scrape()), Map.of());
    }

    void openapi(Call call) {
        boolean unchanged = etag.equals(call.header("if-none-match"));
        Map<String, String> headers = Map.of("ETag", etag, "Cache-Control", "public, no-cache");
        call.reply(
                unchanged
                        ? new Reply(304, "", Buffer.buffer(), headers)
                        : new Reply(200, OPENAPI_MEDIA_TYPE, openapi, headers));
    }

    private static byte[] openapi() {
        try (InputStream file = OperationsHandler.class.getResourceAsStream("/" + OPENAPI)) {
            if (file == null) {
                throw new IllegalStateException(OPENAPI + " is missing in the build");
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("could not read " + OPENAPI, e);
        }
    }

    private static String digest(byte[] file) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(file);
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
