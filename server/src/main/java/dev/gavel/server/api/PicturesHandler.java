package dev.gavel.server.api;

import dev.gavel.server.pictures.Picture;
import dev.gavel.server.pictures.Pictures;
import dev.gavel.server.pictures.Pictures.Opened;
import dev.gavel.server.pictures.RefusedPictureException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes sellers' pictures and gives them to everybody. */
final class PicturesHandler {
    private static final Logger LOG = LoggerFactory.getLogger(PicturesHandler.class);
    /** A picture's name says what its bytes are. */
    private static final String FOR_GOOD = "public, max-age=31536000, immutable";
    /** Opened by itself, it is a picture and nothing else, whatever its bytes say. */
    private static final String NOTHING_RUNS = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

    private static final int PIECE_BYTES = 64 * 1024;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Pictures pictures;
    private final PictureTraffic traffic;
    private final Bodies bodies;
    private final Problems problems;

    PicturesHandler(Vertx vertx, Pictures pictures, PictureTraffic traffic, Problems problems) {
        this.pictures = pictures;
        this.traffic = traffic;
        this.problems = problems;
        this.bodies = Bodies.ofAnyType(
                vertx, pictures.config().bytesMax(), pictures.config().uploadTimeout());
    }

    /** Whose body is not read yet: who sends it is known now, and few may at once. */
    void take(Call call) {
        if (!traffic.uploads().tryAcquire()) {
            throw new ProblemException(
                    Problem.of(ProblemType.OVERLOADED, "too many pictures come at once; this one was not taken")
                            .retryAfter(RETRY_AFTER));
        }
        call.onEnd(() -> traffic.uploads().release());
        bodies.read(call, read -> traffic.taking().run(read, () -> taken(read.body()), read::reply));
        call.letFlow();
    }

    private Reply taken(Buffer body) {
        try {
            Picture picture = pictures.take(body.getBytes());
            return Reply.created(
                    new Views.Picture(picture.id(), picture.type().mediaType(), picture.width(), picture.height()),
                    "/v1/pictures/" + picture.id());
        } catch (RefusedPictureException e) {
            throw new ProblemException(
                    e.isType() ? ProblemType.UNSUPPORTED_PICTURE : ProblemType.UNACCEPTABLE_VALUE,
                    String.valueOf(e.getMessage()));
        }
    }

    void give(Call call) {
        String id = String.valueOf(call.pathPart("id"));
        int width = width(call);
        String tag = '"' + id + '-' + width + '"';
        if (Picture.isId(id) && tag.equals(call.header("if-none-match"))) {
            call.reply(new Reply(304, "", Buffer.buffer(), Map.of("ETag", tag, "Cache-Control", FOR_GOOD)));
            return;
        }
        traffic.giving().run(call::onLoop, () -> send(call, id, width, tag), _ -> {}, failure -> failed(call, failure));
    }

    private static int width(Call call) {
        String text = call.query("width");
        if (text == null) {
            return 0;
        }
        return Pictures.WIDTHS.stream()
                .filter(width -> text.equals(width.toString()))
                .findFirst()
                .orElseThrow(() -> Json.malformed("width is 480 or 1280, or left out"));
    }

    /** Blocks until the client has taken all of it. */
    private boolean send(Call call, String id, int width, String tag) {
        try (Opened picture = pictures.open(id, width)
                .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "no picture has this id"))) {
            long until = System.nanoTime() + pictures.config().sendTimeout().toNanos();
            var began = new CompletableFuture<HttpServerResponse>();
            call.onLoop(() -> began.complete(begin(call, picture, tag)));
            HttpServerResponse response = within(until, began);
            byte[] piece = picture.bytes().readNBytes(PIECE_BYTES);
            while (piece.length > 0) {
                Buffer bytes = Buffer.buffer(piece);
                var written = new CompletableFuture<Void>();
                call.onLoop(() -> response.write(bytes).onComplete(it -> {
                    if (it.succeeded()) {
                        written.complete(null);
                    } else {
                        written.completeExceptionally(it.cause());
                    }
                }));
                within(until, written);
                piece = picture.bytes().readNBytes(PIECE_BYTES);
            }
            call.onLoop(response::end);
            return true;
        } catch (IOException e) {
            throw new IllegalStateException("a picture was not sent to its end", e);
        }
    }

    private static HttpServerResponse begin(Call call, Opened picture, String tag) {
        HttpServerResponse response = call.stream(200);
        SafeHeaders.put(response);
        return response.setStatusCode(200)
                .putHeader("content-type", picture.mediaType())
                .putHeader("content-length", Long.toString(picture.length()))
                .putHeader("content-security-policy", NOTHING_RUNS)
                .putHeader("cache-control", FOR_GOOD)
                .putHeader("etag", tag);
    }

    private static <T> T within(long untilNanos, CompletableFuture<T> what) throws IOException {
        try {
            return what.get(untilNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while sending a picture", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the client took no more of a picture", e);
        }
    }

    /** Where a part has gone out there is no answer any more but the end of the connection. */
    private void failed(Call call, Throwable failure) {
        if (call.isReplied()) {
            LOG.debug("a picture was not sent to its end", failure);
            call.request().connection().close();
        } else {
            problems.answer(call, failure);
        }
    }
}
