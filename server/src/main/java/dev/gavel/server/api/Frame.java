package dev.gavel.server.api;

import dev.gavel.server.feed.Update;
import io.vertx.core.buffer.Buffer;

/**
 * An update as it goes to the watchers of one event loop, who all share it.
 *
 * @param revision higher for every later update of the auction
 * @param text the JSON of a WebSocket message
 * @param event the same as a server-sent event
 */
record Frame(long revision, String text, Buffer event) {
    static Frame of(Update update) {
        return new Frame(update.revision(), update.json(), Buffer.buffer("data: " + update.json() + "\n\n"));
    }
}
