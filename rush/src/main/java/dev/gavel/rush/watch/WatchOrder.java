package dev.gavel.rush.watch;

/**
 * What the coordinator asks of the watchers' process; one line of JSON.
 *
 * @param url of the server
 * @param auction whose feed is watched
 * @param watchers how many connections
 * @param file where to write what they saw
 */
public record WatchOrder(String url, String auction, int watchers, String file) {}
