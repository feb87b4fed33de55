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
    private final Readiness readiness;
    private final Metrics metrics;
    private final Description openapi = Description.of("openapi.yaml");
    private final Description asyncapi = Description.of("asyncapi.yaml");
    private volatile boolean ending;

    OperationsHandler(Readiness readiness, Metrics metrics) {
        this.readiness = readiness;
        this.metrics = metrics;
    }

    /** From now on whoever asks is told not to send anybody here. */
    void announceEnd() {
        ending = true;
    }

    /** The process answers; that is all. */
    void live(Call call) {
        call.reply(Reply.ok(Map.of("status", "UP")));
    }

    /** Blocks. */
    Reply ready(Call call) {
        boolean up = !ending;
        var checks = new LinkedHashMap<String, String>();
        for (Readiness.Finding finding : readiness.findings()) {
            up &= finding.trouble().isEmpty();
            checks.put(finding.name(), finding.trouble().orElse("UP"));
        }
        if (ending) {
            checks.put("node", "it is ending: send nobody here");
        }
        var document = new LinkedHashMap<String, Object>();
        document.put("status", up ? "UP" : "DOWN");
        document.put("checks", checks);
        return new Reply(up ? 200 : 503, Reply.JSON, Json.write(document), Map.of());
    }

    /** Blocks a little: it reads every meter. */
    Reply metrics(Call call) {
        Metrics.Scrape scrape = metrics.scrape(call.header("accept"));
        return scrape == null
                ? Problem.of(
                                ProblemType.NOT_FOUND,
                                "this node does not measure itself; see the setting metrics.enabled")
                        .reply(call.path())
                : new Reply(200, scrape.mediaType(), Buffer.buffer(scrape.text()), Map.of());
    }

    void openapi(Call call) {
        openapi.reply(call);
    }

    void asyncapi(Call call) {
        asyncapi.reply(call);
    }

    /** A file that describes the API. It changes with the program only, so a client may keep it. */
    private record Description(Buffer file, String etag) {
        private static final String MEDIA_TYPE = "application/yaml";

        static Description of(String name) {
            try (InputStream file = OperationsHandler.class.getResourceAsStream("/" + name)) {
                if (file == null) {
                    throw new IllegalStateException(name + " is missing in the build");
                }
                byte[] bytes = file.readAllBytes();
                return new Description(Buffer.buffer(bytes), '"' + digest(bytes) + '"');
            } catch (IOException e) {
                throw new UncheckedIOException("could not read " + name, e);
            }
        }

        void reply(Call call) {
            boolean unchanged = etag.equals(call.header("if-none-match"));
            Map<String, String> headers = Map.of("ETag", etag, "Cache-Control", "public, no-cache");
            call.reply(
                    unchanged
                            ? new Reply(304, "", Buffer.buffer(), headers)
                            : new Reply(200, MEDIA_TYPE, file, headers));
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
