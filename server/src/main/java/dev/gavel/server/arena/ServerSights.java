package dev.gavel.server.arena;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gavel.server.arena.ServerSight.Fsync;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks servers of Redis how they are. Blocks for some round trips. For one thread. */
public final class ServerSights {
    private static final Logger LOG = LoggerFactory.getLogger(ServerSights.class);
    private static final Pattern SCRIPTS =
            Pattern.compile("^cmdstat_(?:evalsha|eval):calls=(\\d+),usec=(\\d+)", Pattern.MULTILINE);
    private static final Pattern REPLICA =
            Pattern.compile("^slave\\d+:ip=([^,]*),port=(\\d+),state=([^,]*),offset=(\\d+)", Pattern.MULTILINE);
    private static final String THRESHOLD = "latency-monitor-threshold";
    /** What Redis calls its waits for the disk: of the fsync itself, and of writes that wait for one. */
    private static final List<String> FSYNC_EVENTS =
            List.of("aof-fsync-always", "aof-write", "aof-write-alone", "aof-write-pending-fsync");
    /** A wait that is over for so long says nothing of now. */
    private static final Duration LATEST_MAX = Duration.ofSeconds(15);

    private static final ProtocolKeyword LATENCY = new ProtocolKeyword() {
        @Override
        public byte[] getBytes() {
            return "LATENCY".getBytes(US_ASCII);
        }

        @Override
        public String toString() {
            return "LATENCY";
        }
    };

    private final Arena arena;
    /** Servers that do not say how long they wait for their disk, of which that was told. */
    private final Set<String> silent = new HashSet<>();

    public ServerSights(Arena arena) {
        this.arena = arena;
    }

    /** @throws ArenaException if it does not answer */
    public ServerSight of(RedisServer server) {
        String commands = info(server, "commandstats");
        String memory = info(server, "memory");
        String replication = info(server, "replication");
        long scripts = 0;
        long micros = 0;
        for (Matcher script = SCRIPTS.matcher(commands); script.find(); ) {
            scripts += Long.parseLong(script.group(1));
            micros += Long.parseLong(script.group(2));
        }
        long maxMemory = number(memory, "maxmemory");
        return new ServerSight(
                scripts,
                micros / 1e6,
                number(memory, "used_memory"),
                maxMemory > 0 ? maxMemory : number(memory, "total_system_memory"),
                (int) number(replication, "connected_slaves"),
                lags(replication),
                fsync(server));
    }

    private String info(RedisServer server, String section) {
        return arena.await("asking Redis for its " + section, server.reads().info(section));
    }

    static Map<String, Long> lags(String replication) {
        Map<String, Long> lags = new HashMap<>();
        long written = number(replication, "master_repl_offset");
        for (Matcher replica = REPLICA.matcher(replication); replica.find(); ) {
            long has = Long.parseLong(replica.group(4));
            lags.put(replica.group(1) + ":" + replica.group(2), Math.max(0, written - has));
        }
        return lags;
    }

    private static long number(String info, String field) {
        Matcher line =
                Pattern.compile("^" + field + ":(\\d+)", Pattern.MULTILINE).matcher(info);
        return line.find() ? Long.parseLong(line.group(1)) : 0;
    }

    private Fsync fsync(RedisServer server) {
        String threshold = arena.await(
                        "reading the setting " + THRESHOLD + " of Redis",
                        server.reads().configGet(THRESHOLD))
                .get(THRESHOLD);
        if (threshold == null || threshold.equals("0")) {
            if (silent.add(server.address())) {
                LOG.warn(
                        "how long Redis at {} waits for its disk is not shown, and FsyncSlow stays silent: its setting {} is"
                                + " {}; set it to 1 (ms) in redis.conf or with CONFIG SET {} 1",
                        server.address(),
                        THRESHOLD,
                        threshold,
                        THRESHOLD);
            }
            return Fsync.UNKNOWN;
        }
        try {
            List<Object> events = arena.await(
                    "asking Redis for its latency",
                    server.reads()
                            .dispatch(
                                    LATENCY,
                                    new NestedMultiOutput<>(ByteArrayCodec.INSTANCE),
                                    new CommandArgs<>(ByteArrayCodec.INSTANCE).add("LATEST")));
            Fsync found = fsync(events, now(server));
            silent.remove(server.address());
            return found;
        } catch (ArenaException e) {
            if (silent.add(server.address())) {
                LOG.warn(
                        "how long Redis at {} waits for its disk is not shown, and FsyncSlow stays silent: it cannot be"
                                + " asked for, which needs the right +latency|latest",
                        server.address(),
                        e);
            }
            return Fsync.UNKNOWN;
        }
    }

    private long now(RedisServer server) {
        List<byte[]> time =
                arena.await("asking Redis for its time", server.reads().time());
        return Long.parseLong(new String(time.getFirst(), US_ASCII));
    }

    private static Fsync fsync(List<Object> events, long nowSeconds) {
        long latest = 0;
        long max = 0;
        for (Object event : events) {
            List<?> parts = (List<?>) event;
            String name = new String((byte[]) parts.get(0), US_ASCII);
            if (FSYNC_EVENTS.contains(name)) {
                if (nowSeconds - (Long) parts.get(1) <= LATEST_MAX.toSeconds()) {
                    latest = Math.max(latest, (Long) parts.get(2));
                }
                max = Math.max(max, (Long) parts.get(3));
            }
        }
        double perSecond = TimeUnit.SECONDS.toMillis(1);
        return new Fsync(latest / perSecond, max / perSecond);
    }
}
