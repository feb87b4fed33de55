package dev.gavel.server.arena;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.Bidding;
import dev.gavel.auction.Interventions;
import dev.gavel.auction.Money;
import dev.gavel.auction.SoftClose;
import dev.gavel.auction.Standing;
import dev.gavel.auction.StepTable;
import dev.gavel.auction.Terms;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Packs and unpacks an auction's state; {@code auction-state.lua} holds the layout. */
public final class AuctionStateCodec {
    private static final byte VERSION = 2;
    // Fixed fields plus the longest account ids and step table.
    private static final int LENGTH_MAX = 128
            + 3 * (1 + AccountId.LENGTH_MAX)
            + 16 * StepTable.BANDS_MAX
            + Packed.BYTES_PER_CHARACTER_MAX * Interventions.REASON_LENGTH_MAX;

    private static final int LISTED_AT = 2;

    private AuctionStateCodec() {}

    /**
     * What a state holds.
     *
     * @param listed whether something is said of single bidders, in {@link ArenaKeys#bidders}
     * @param pausedAt null while it is not paused
     * @param notice why it is paused or was cancelled; may be empty
     */
    public record State(
            Terms terms,
            Standing standing,
            boolean listed,
            @Nullable Instant pausedAt,
            String notice) {
        public State(Terms terms, Standing standing) {
            this(terms, standing, Interventions.NONE);
        }

        public State(Terms terms, Standing standing, Interventions done) {
            this(terms, standing, !done.permits().isEmpty(), done.pausedAt(), done.notice());
        }
    }

    public static byte[] encode(State state) {
        ByteBuffer out = ByteBuffer.allocate(LENGTH_MAX);
        putStanding(out, state.standing(), state.listed());
        putTerms(out, state.terms());
        Instant pausedAt = state.pausedAt();
        out.putLong(pausedAt == null ? 0 : pausedAt.toEpochMilli());
        Packed.putLongText(out, state.notice());
        return Arrays.copyOf(out.array(), out.position());
    }

    public static State decode(byte[] packed) {
        ByteBuffer in = ByteBuffer.wrap(packed);
        Standing standing = getStanding(in);
        boolean listed = in.get(LISTED_AT) == 'L';
        Terms terms = getTerms(in);
        long pausedAt = in.getLong();
        return new State(
                terms, standing, listed, pausedAt == 0 ? null : Instant.ofEpochMilli(pausedAt), Packed.getLongText(in));
    }

    /** The terms alone, as the bid log has them. */
    public static byte[] encode(Terms terms) {
        ByteBuffer out = ByteBuffer.allocate(LENGTH_MAX);
        putTerms(out, terms);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static void putStanding(ByteBuffer out, Standing standing, boolean listed) {
        Standing.Lead lead = standing.lead();
        out.put(VERSION)
                .put((byte)
                        switch (standing.state()) {
                            case OPEN -> 'O';
                            case PAUSED -> 'P';
                            case CLOSED -> 'C';
                            case CANCELLED -> 'X';
                        })
                .put((byte) (listed ? 'L' : '-'))
                .putLong(standing.sequence())
                .putLong(standing.accepted())
                .putLong(lead == null ? 0 : lead.price().minor())
                .putLong(lead == null ? 0 : lead.max().minor())
                .putLong(lead == null ? 0 : orZero(lead.second()))
                .putLong(standing.closesAt().toEpochMilli())
                .putInt(standing.extensions());
        Packed.putText(out, lead == null ? "" : lead.leader().value());
    }

    private static Standing getStanding(ByteBuffer in) {
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalStateException("auction state of version " + version + ", this release knows " + VERSION);
        }
        char letter = (char) in.get();
        var state = switch (letter) {
            case 'O' -> Standing.State.OPEN;
            case 'P' -> Standing.State.PAUSED;
            case 'C' -> Standing.State.CLOSED;
            case 'X' -> Standing.State.CANCELLED;
            default -> throw new IllegalStateException("unknown auction state '" + letter + "'");
        };
        in.get(); // Whether anything is said of single bidders: see decode.
        long sequence = in.getLong();
        long accepted = in.getLong();
        long price = in.getLong();
        long max = in.getLong();
        Money second = moneyOrNull(in.getLong());
        Instant closesAt = Packed.getInstant(in);
        int extensions = in.getInt();
        String leader = Packed.getText(in);
        var lead = leader.isEmpty()
                ? null
                : new Standing.Lead(new AccountId(leader), new Money(price), new Money(max), second);
        return new Standing(state, sequence, accepted, lead, closesAt, extensions);
    }

    private static void putTerms(ByteBuffer out, Terms terms) {
        Terms.Pricing pricing = terms.pricing();
        Terms.Schedule schedule = terms.schedule();
        out.putLong(schedule.opensAt().toEpochMilli())
                .putLong(schedule.closesAt().toEpochMilli())
                .putLong(pricing.opening().minor())
                .putLong(orZero(pricing.reserve()))
                .put((byte)
                        switch (pricing.bidding()) {
                            case PROXY -> 'X';
                            case PLAIN -> 'L';
                        })
                .put((byte) (terms.approval() ? 'A' : '-'));
        putSoftClose(out, schedule.softClose());
        Packed.putText(out, terms.seller().value());
        out.put(pricing.currency().getCurrencyCode().getBytes(US_ASCII));
        List<StepTable.Band> bands = pricing.steps().bands();
        out.put((byte) bands.size());
        for (StepTable.Band band : bands) {
            out.putLong(band.from().minor()).putLong(band.step().minor());
        }
    }

    static Terms getTerms(ByteBuffer in) {
        Instant opensAt = Packed.getInstant(in);
        Instant closesAt = Packed.getInstant(in);
        Money opening = new Money(in.getLong());
        Money reserve = moneyOrNull(in.getLong());
        char bidding = (char) in.get();
        boolean approval = in.get() == 'A';
        SoftClose softClose = getSoftClose(in);
        var seller = new AccountId(Packed.getText(in));
        Currency currency = Currency.getInstance(Packed.getAscii(in, 3));
        int bandCount = in.get();
        var bands = new ArrayList<StepTable.Band>(bandCount);
        for (int i = 0; i < bandCount; i++) {
            bands.add(new StepTable.Band(new Money(in.getLong()), new Money(in.getLong())));
        }
        var pricing = new Terms.Pricing(
                currency,
                switch (bidding) {
                    case 'X' -> Bidding.PROXY;
                    case 'L' -> Bidding.PLAIN;
                    default -> throw new IllegalStateException("unknown bidding '" + bidding + "'");
                },
                opening,
                new StepTable(bands),
                reserve);
        return new Terms(seller, pricing, new Terms.Schedule(opensAt, closesAt, softClose), approval);
    }

    private static void putSoftClose(ByteBuffer out, @Nullable SoftClose softClose) {
        if (softClose == null) {
            out.put((byte) 'N').putLong(0).putLong(0).putInt(0).putLong(0);
            return;
        }
        Instant latest = softClose.latestClose();
        out.put((byte)
                        switch (softClose.mode()) {
                            case ADD -> 'A';
                            case RESET -> 'R';
                        })
                .putLong(softClose.window().toMillis())
                .putLong(softClose.extension().toMillis())
                .putInt(softClose.extensionsMax())
                .putLong(latest == null ? 0 : latest.toEpochMilli());
    }

    private static @Nullable SoftClose getSoftClose(ByteBuffer in) {
        char mode = (char) in.get();
        Duration window = Duration.ofMillis(in.getLong());
        Duration extension = Duration.ofMillis(in.getLong());
        int extensionsMax = in.getInt();
        long latest = in.getLong();
        Instant latestClose = latest == 0 ? null : Instant.ofEpochMilli(latest);
        return switch (mode) {
            case 'N' -> null;
            case 'A' -> new SoftClose(window, extension, SoftClose.Mode.ADD, extensionsMax, latestClose);
            case 'R' -> new SoftClose(window, extension, SoftClose.Mode.RESET, extensionsMax, latestClose);
            default -> throw new IllegalStateException("unknown soft close '" + mode + "'");
        };
    }

    private static long orZero(@Nullable Money money) {
        return money == null ? 0 : money.minor();
    }

    private static @Nullable Money moneyOrNull(long minor) {
        return minor == 0 ? null : new Money(minor);
    }
}
