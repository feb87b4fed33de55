package dev.gavel.server.api;

import dev.gavel.server.feed.Update;
import io.vertx.core.buffer.Buffer;

/**
 * An update as it goes to the watchers of one event loop, who all share it.
 *
 * @param event the update as a server-sent event
 */
record Frame(Update update, Buffer event) {
    static Frame of(Update update) {
        return new Frame(update, Buffer.buffer("data: " + update.json() + "\n\n"));
    }

    long revision() {
        return update.revision();
    }
}
