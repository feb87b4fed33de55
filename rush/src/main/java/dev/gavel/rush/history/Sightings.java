package dev.gavel.rush.history;

import dev.gavel.auction.AuctionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What watchers of one auction saw. As a file: the auction, then a line between tabs for each watcher and each step.
 *
 * @param steps from one update to the next; watchers who took the same step are counted together
 */
public record Sightings(AuctionId auction, List<Watcher> watchers, List<Step> steps) {
    /** The state of an auction that has closed, as updates call it. */
    public static final String CLOSED = "CLOSED";

    private static final String HEAD = "gavel-sightings-1";
    private static final String WATCHER = "watcher";
    private static final String STEP = "step";

    /**
     * One connection.
     *
     * @param updates how many it got
     * @param sequence of its last update, as the state and the price are
     * @param price {@link Told#NO_PRICE} while nobody has bid
     * @param wentBack how often an update was older than the one before, or its price lower
     * @param ended why the connection ended before the watching did; empty if it did not
     */
    public record Watcher(long updates, long sequence, String state, long price, int wentBack, String ended) {}

    /**
     * An update as it came to all who had the same one before.
     *
     * @param before the sequence of that; negative if it was their first
     * @param at the arena's time when the update was made, in milliseconds since 1970
     * @param watchersByDelay how many read it so many milliseconds after that
     */
    public record Step(
            long before, long sequence, String state, long price, long at, Map<Integer, Long> watchersByDelay) {
        public Step {
            watchersByDelay = new TreeMap<>(watchersByDelay);
        }
    }

    public Sightings {
        watchers = List.copyOf(watchers);
        steps = List.copyOf(steps);
    }

    public void write(Path file) {
        List<String> lines = new ArrayList<>();
        lines.add(HEAD + "\t" + auction);
        for (Watcher it : watchers) {
            lines.add(String.join(
                    "\t",
                    WATCHER,
                    Long.toString(it.updates),
                    Long.toString(it.sequence),
                    it.state,
                    Long.toString(it.price),
                    Integer.toString(it.wentBack),
                    it.ended.replaceAll("\\s", " ")));
        }
        for (Step it : steps) {
            lines.add(String.join(
                    "\t",
                    STEP,
                    Long.toString(it.before),
                    Long.toString(it.sequence),
                    it.state,
                    Long.toString(it.price),
                    Long.toString(it.at),
                    it.watchersByDelay.entrySet().stream()
                            .map(delay -> delay.getKey() + ":" + delay.getValue())
                            .collect(Collectors.joining(" "))));
        }
        try {
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException("could not write what watchers saw to " + file, e);
        }
    }

    public static Sightings read(Path file) {
        try {
            List<Watcher> watchers = new ArrayList<>();
            List<Step> steps = new ArrayList<>();
            List<String> lines = Files.readAllLines(file);
            for (String line : lines.subList(1, lines.size())) {
                String[] columns = line.split("\t", -1);
                if (columns[0].equals(WATCHER)) {
                    watchers.add(new Watcher(
                            Long.parseLong(columns[1]),
                            Long.parseLong(columns[2]),
                            columns[3],
                            Long.parseLong(columns[4]),
                            Integer.parseInt(columns[5]),
                            columns[6]));
                } else {
                    steps.add(new Step(
                            Long.parseLong(columns[1]),
                            Long.parseLong(columns[2]),
                            columns[3],
                            Long.parseLong(columns[4]),
                            Long.parseLong(columns[5]),
                            delays(columns[6])));
                }
            }
            return new Sightings(AuctionId.parse(lines.getFirst().split("\t", -1)[1]), watchers, steps);
        } catch (IOException e) {
            throw new UncheckedIOException("could not read what watchers saw in " + file, e);
        }
    }

    private static Map<Integer, Long> delays(String text) {
        Map<Integer, Long> delays = new TreeMap<>();
        for (String delay : text.split(" ", -1)) {
            int colon = delay.indexOf(':');
            delays.put(Integer.parseInt(delay.substring(0, colon)), Long.parseLong(delay.substring(colon + 1)));
        }
        return delays;
    }
}
