package dev.gavel.server.api;

import dev.gavel.server.page.PageFiles;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** A file as it is sent: plain, or packed to those who can unpack it. */
record Packed(String mediaType, Buffer plain, Buffer gzip, String etag) {
    private static final int ETAG_BYTES = 16;

    static Packed of(String mediaType, byte[] bytes) {
        var packed = new ByteArrayOutputStream(bytes.length);
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("packing in memory failed", e);
        }
        String digest = HexFormat.of().formatHex(PageFiles.sha256().digest(bytes), 0, ETAG_BYTES);
        return new Packed(mediaType, Buffer.buffer(bytes), Buffer.buffer(packed.toByteArray()), digest);
    }

    void reply(Call call, String cacheControl, Map<String, String> more) {
        boolean unpacks = takesGzip(call.header("accept-encoding"));
        // Two forms of one file are not the same bytes.
        String tag = '"' + etag + (unpacks ? "-gzip" : "") + '"';
        Map<String, String> headers = new HashMap<>(more);
        headers.put("ETag", tag);
        headers.put("Cache-Control", cacheControl);
        headers.put("Vary", "Accept-Encoding, Origin");
        if (names(call.header("if-none-match"), tag)) {
            call.reply(new Reply(304, "", Buffer.buffer(), headers));
            return;
        }
        if (unpacks) {
            headers.put("Content-Encoding", "gzip");
        }
        call.reply(new Reply(200, mediaType, unpacks ? gzip : plain, headers));
    }

    private static boolean takesGzip(@Nullable String accepted) {
        return accepted != null
                && Stream.of(accepted.toLowerCase(Locale.ROOT).split(",", -1))
                        .map(String::strip)
                        .anyMatch(coding ->
                                coding.startsWith("gzip") && !coding.matches("gzip\\s*;\\s*q\\s*=\\s*0(\\.0*)?"));
    }

    private static boolean names(@Nullable String tags, String tag) {
        return tags != null
                && Stream.of(tags.split(",", -1))
                        .map(String::strip)
                        .anyMatch(it -> it.equals(tag) || it.equals("W/" + tag) || it.equals("*"));
    }
}
