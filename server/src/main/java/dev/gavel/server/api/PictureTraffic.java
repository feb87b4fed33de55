package dev.gavel.server.api;

import dev.gavel.server.pictures.PicturesConfig;
import java.util.concurrent.Semaphore;

/**
 * How many pictures come and go at once, over all event loops. Apart from what else waits for stores, so that pictures
 * delay no list and no bid.
 *
 * @param uploads whose bodies may stand in memory
 * @param taking those that are looked at and kept
 * @param giving those that are sent; who has to wait for that waits in line
 */
record PictureTraffic(Semaphore uploads, Blocking taking, Blocking giving) {
    /** A hall of 48 cards asks for all at once, and more than one visitor may. */
    private static final int WAITING_FOR_EACH = 8;

    static PictureTraffic of(PicturesConfig config, Problems problems) {
        return new PictureTraffic(
                new Semaphore(config.uploadsMax()),
                new Blocking(config.uploadsMax(), problems),
                new Blocking(config.sentMax(), config.sentMax() * WAITING_FOR_EACH, problems));
    }
}
