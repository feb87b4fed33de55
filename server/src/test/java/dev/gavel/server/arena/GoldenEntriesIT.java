package dev.gavel.server.arena;

import static dev.gavel.server.arena.GoldenLog.at;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Money;
import dev.gavel.auction.Permit;
import dev.gavel.auction.Terms;
import dev.gavel.dev.SharedStores;
import dev.gavel.server.arena.GoldenEntries.Entry;
import dev.gavel.server.bidding.PlaceBids;
import dev.gavel.server.closing.CloseDue;
import dev.gavel.server.closing.Drained;
import dev.gavel.server.listing.ArenaAuctions;
import dev.gavel.server.listing.Auctions.Effect;
import dev.gavel.server.listing.Listing;
import dev.gavel.server.listing.Wish;
import dev.gavel.shards.Bucket;
import dev.gavel.shards.Buckets;
import io.lettuce.core.Range;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The scripts write what BidLogCodecTest reads: the golden entries come out of a real Redis byte for byte. */
class GoldenEntriesIT {
    private final AtomicLong millis = new AtomicLong();
    private Arena arena;

    @BeforeEach
    void connect() {
        SharedStores.reset();
        arena = Arena.connect(
                ArenaConfig.DEFAULT.withRedisUri(SharedStores.redis().redisUri()),
                new ScriptTime.Recorded(millis::get));
    }

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void the_scripts_write_every_kind_of_entry_as_the_golden_file_has_it() {
        var buckets = new Buckets(1);
        var bucket = new Bucket(0);
        setTime(GoldenLog.NOON);
        open(buckets, GoldenLog.FULL_ID, GoldenLog.FULL);
        open(buckets, GoldenLog.BARE_ID, GoldenLog.BARE);
        open(buckets, GoldenLog.WITHDRAWN_ID, GoldenLog.WITHDRAWN);
        open(buckets, GoldenLog.WITHOUT_BIDS_ID, GoldenLog.WITHOUT_BIDS);
        open(buckets, GoldenLog.BELOW_RESERVE_ID, GoldenLog.BELOW_RESERVE);
        setTime(at("12:05:00"));
        assertThat(auctions(buckets).intervene(GoldenLog.WITHDRAWN_ID, Wish.Cancel.bySeller(GoldenLog.SAM)))
                .isEqualTo(Effect.DONE);
        place(bucket, GoldenLog.FIRST_TURN, at("12:31:00.004"));
        place(bucket, GoldenLog.EVERY_OUTCOME, GoldenLog.DECIDED);
        ring(bucket, at("15:00:00"));
        open(buckets, GoldenLog.CUT_OFF_ID, GoldenLog.CUT_OFF);
        watch(bucket, GoldenLog.OUTAGE.from());
        watch(bucket, GoldenLog.OUTAGE.until());
        intervene();

        assertThat(written(bucket))
                .isEqualTo(GoldenEntries.ofResource("golden-bid-log.hex").texts());
    }

    private void intervene() {
        var buckets = new Buckets(1);
        var bucket = new Bucket(0);
        AuctionId id = GoldenLog.FOR_APPROVED_ID;
        done(GoldenLog.CUT_OFF_ID, new Wish.Pause(GoldenLog.OLGA, GoldenLog.WHY));
        place(bucket, GoldenLog.WHILE_PAUSED, at("15:31:30"));
        setTime(at("15:32:00"));
        done(GoldenLog.CUT_OFF_ID, new Wish.Resume(GoldenLog.OLGA, ""));
        open(buckets, id, GoldenLog.FOR_APPROVED);
        done(id, new Wish.Ask(GoldenLog.ANN));
        var approved = new Permit(Permit.Admission.APPROVED, new Money(1_500));
        done(id, new Wish.Say(GoldenLog.SAM, false, "", GoldenLog.ANN, approved));
        var blocked = new Permit(Permit.Admission.BLOCKED, null);
        done(id, new Wish.Say(GoldenLog.OLGA, true, GoldenLog.WHY, GoldenLog.BOB, blocked));
        place(bucket, GoldenLog.OF_SINGLE_BIDDERS, at("15:33:00"));
        done(id, new Wish.Cancel(GoldenLog.OLGA, true, GoldenLog.WHY));
    }

    private void done(AuctionId id, Wish wish) {
        assertThat(auctions(new Buckets(1)).intervene(id, wish)).isEqualTo(Effect.DONE);
    }

    @Test
    void the_scripts_write_the_example_as_the_documentation_has_it() {
        var buckets = new Buckets(Buckets.COUNT_DEFAULT);
        var bucket = buckets.of(GoldenLog.EXAMPLE_ID.value());
        assertThat(new String(ArenaKeys.log(bucket), US_ASCII)).isEqualTo("{b34}:log");
        setTime(GoldenLog.NOON);
        open(buckets, GoldenLog.EXAMPLE_ID, GoldenLog.EXAMPLE);
        place(bucket, GoldenLog.EXAMPLE_TURN, at("12:01:00.255"));
        ring(bucket, at("12:10:01"));

        assertThat(written(bucket)).isEqualTo(GoldenEntries.ofDocument().texts());
    }

    private void setTime(Instant now) {
        millis.set(now.toEpochMilli());
    }

    private ArenaAuctions auctions(Buckets buckets) {
        return new ArenaAuctions(arena, new Given(), buckets, _ -> {});
    }

    private void open(Buckets buckets, AuctionId id, Terms terms) {
        auctions(buckets).open(new Listing(id, terms, "a thing", "", GoldenLog.NOON));
    }

    private void place(Bucket bucket, List<ArrivedBid> bids, Instant now) {
        setTime(now);
        arena.await("placing bids", new PlaceBids(arena, GoldenLog.NODE).place(bucket, Turn.of(bids)));
    }

    private void ring(Bucket bucket, Instant now) {
        setTime(now);
        arena.await("ringing", new CloseDue(arena).close(bucket, millis.get(), Drained.ALL));
    }

    private void watch(Bucket bucket, Instant now) {
        setTime(now);
        arena.await("ringing", new CloseDue(arena).watch(bucket, millis.get(), Drained.ALL, true));
    }

    private List<String> written(Bucket bucket) {
        return arena
                .await("reading the log", arena.server(bucket).log().xrange(ArenaKeys.log(bucket), Range.unbounded()))
                .stream()
                .map(message -> {
                    Map<Character, byte[]> fields = new TreeMap<>();
                    message.getBody().forEach((name, value) -> fields.put((char) name[0], value));
                    return new Entry(message.getId(), fields).text();
                })
                .toList();
    }

    private final class Given implements ArenaClock {
        @Override
        public long stamp() {
            return millis.get();
        }

        @Override
        public long now() {
            return millis.get();
        }
    }
}
