package dev.gavel.server.recovery;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Decision;
import dev.gavel.auction.Decision.BidDecided;
import dev.gavel.auction.Standing;
import dev.gavel.server.arena.ArenaConfig;
import dev.gavel.server.arena.ArenaKeys;
import dev.gavel.server.arena.AuctionStateCodec;
import dev.gavel.server.arena.Packed;
import dev.gavel.server.arena.PermitCodec;
import dev.gavel.server.listing.Auctions;
import dev.gavel.server.listing.ListingText;
import dev.gavel.server.listing.Live;
import dev.gavel.shards.Bucket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** One bucket, written anew from what the ledger gives, auction by auction. */
final class Rebuild {
    /** A rush may have more bidders than one command should hold. */
    private static final int WORDS_MAX = 2_000;

    private final Commands commands;
    private final Bucket bucket;
    private final ArenaConfig config;
    private final Remembered remembered;
    private long open;
    private long ended;
    private long bids;

    Rebuild(Commands commands, Bucket bucket, ArenaConfig config, long now, long before) {
        this.commands = commands;
        this.bucket = bucket;
        this.config = config;
        this.remembered = new Remembered(commands, bucket, config, now, before);
    }

    /** Takes away what an older Redis may hold. The claim itself stays. */
    void wipe(List<byte[]> keys) {
        for (byte[] key : keys) {
            commands.command("UNLINK", key);
        }
        commands.command("UNLINK", ArenaKeys.log(bucket));
        commands.command("UNLINK", ArenaKeys.due(bucket));
        commands.command("UNLINK", ArenaKeys.readers(bucket));
        for (int generation = 0; generation < ArenaKeys.REQUEST_ID_GENERATIONS; generation++) {
            commands.command("UNLINK", ArenaKeys.requestIds(bucket, generation));
        }
    }

    void add(KeptAuction kept) {
        var auction = new Rebuilt(kept.listing().terms());
        while (kept.decisions().hasNext()) {
            switch (kept.decisions().next()) {
                case BidDecided bid -> {
                    remembered.add(auction.before(bid), bid);
                    auction.apply(bid);
                    bids++;
                }
                case Decision.Postponed moved -> auction.postpone(moved);
                case Decision.Intervention done -> auction.intervene(done);
                case Decision other -> throw new IllegalStateException("the ledger gave " + other);
            }
        }
        remembered.endAuction();
        KeptAuction.End end = kept.end();
        if (end == null) {
            open++;
            write(kept, auction, null);
        } else {
            ended++;
            auction.end(end);
            Duration ago = end.settledAgo();
            Duration left = ago == null ? null : config.grace().minus(ago);
            // Beyond the grace only its request ids are remembered.
            if (left == null || left.isPositive()) {
                write(kept, auction, left);
            }
        }
    }

    /** @param watchedAt when somebody last looked at the bucket's bells, in arena time (ms) */
    void end(long watchedAt) {
        remembered.end();
        // What has closed since then is postponed: nobody could bid.
        byte[] times = ByteBuffer.allocate(3 * Long.BYTES).putLong(watchedAt).array();
        commands.command("SET", ArenaKeys.watched(bucket), times);
    }

    Remembered remembered() {
        return remembered;
    }

    long open() {
        return open;
    }

    long ended() {
        return ended;
    }

    long bids() {
        return bids;
    }

    private void write(KeptAuction kept, Rebuilt auction, @Nullable Duration expires) {
        AuctionId id = kept.listing().id();
        Standing standing = auction.standing();
        byte[] state = ArenaKeys.state(bucket, id);
        byte[] ranking = ArenaKeys.ranking(bucket, id);
        byte[] listing = ArenaKeys.listing(bucket, id);
        byte[] bidders = ArenaKeys.bidders(bucket, id);
        commands.command(
                "SET",
                state,
                AuctionStateCodec.encode(
                        new AuctionStateCodec.State(kept.listing().terms(), standing, auction.interventions())));
        commands.command("SET", listing, ListingText.encode(kept.listing()));
        commands.command("UNLINK", ranking);
        inParts("ZADD", ranking, auction.ranks(), (score, bidder) -> List.of(score, bidder));
        commands.command("UNLINK", bidders);
        inParts("HSET", bidders, permits(auction), (permit, bidder) -> List.of(bidder, permit));
        if (!standing.hasEnded()) {
            Instant due = Auctions.Place.of(new Live(kept.listing(), standing)).closesAt();
            commands.command(
                    "ZADD",
                    ArenaKeys.due(bucket),
                    Packed.decimal(due.toEpochMilli()),
                    id.toString().getBytes(US_ASCII));
        }
        if (expires != null) {
            for (byte[] key : List.of(state, ranking, listing, bidders)) {
                commands.command("PEXPIRE", key, Packed.decimal(expires.toMillis()));
            }
        }
    }

    private static Map<AccountId, String> permits(Rebuilt auction) {
        Map<AccountId, String> permits = new LinkedHashMap<>();
        auction.interventions()
                .permits()
                .all()
                .forEach((bidder, permit) -> permits.put(bidder, PermitCodec.encode(permit)));
        return permits;
    }

    /** @param pair the words of one, from its value and its bidder, in the order of the command */
    private void inParts(
            String command, byte[] key, Map<AccountId, String> values, BiFunction<String, String, List<String>> pair) {
        List<byte[]> words = new ArrayList<>();
        values.forEach((bidder, value) -> {
            pair.apply(value, bidder.value()).forEach(word -> words.add(word.getBytes(US_ASCII)));
            if (words.size() >= WORDS_MAX) {
                commands.command(command, key, List.copyOf(words));
                words.clear();
            }
        });
        if (!words.isEmpty()) {
            commands.command(command, key, words);
        }
    }
}
