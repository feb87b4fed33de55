package dev.gavel.cli.demo;

import dev.gavel.auction.AuctionId;
import dev.gavel.auction.Bidding;
import dev.gavel.auction.Money;
import dev.gavel.auction.StepTable;
import dev.gavel.auction.StepTable.Band;
import dev.gavel.cli.demo.ApiClient.Answer;
import dev.gavel.cli.demo.Lot.Offer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** The auctions of the demo. */
final class Lots {
    private static final List<String> TITLES = List.of(
            "Moon jar",
            "Fountain pen",
            "Bicycle of 1936",
            "Map of Hanyang",
            "Cello bow",
            "Typewriter",
            "Brass sextant",
            "Silk screen");
    private static final StepTable WON = new StepTable(List.of(
            new Band(Money.ZERO, new Money(1_000)),
            new Band(new Money(100_000), new Money(5_000)),
            new Band(new Money(1_000_000), new Money(10_000))));
    private static final StepTable CENTS =
            new StepTable(List.of(new Band(Money.ZERO, new Money(50)), new Band(new Money(10_000), new Money(250))));
    private static final double SHARE_OF_OTHERS = 0.2;
    /** Kinds of auction that take turns among those that are not hot. */
    private static final int KINDS = 4;

    private Lots() {}

    /**
     * The first is the hot one and closes last, at the end; the others close on the way there.
     *
     * @param length from now to the hot one's scheduled close
     * @param more of each lot by its number: JSON members, each with a comma before it
     */
    static List<Offer> offers(int count, Instant now, Duration length, IntFunction<String> more) {
        List<Offer> offers = new ArrayList<>();
        offers.add(new Offer(
                title(0),
                Bidding.PROXY,
                "KRW",
                50_000,
                WON,
                at(now, length, 1),
                1,
                ",\"reserve\":120000" + softClose("ADD", 1_000, 3) + more.apply(0)));
        for (int i = 1; i < count; i++) {
            offers.add(other(i, at(now, length, 0.5 + 0.45 * i / count), more.apply(i)));
        }
        return offers;
    }

    private static Offer other(int i, Instant closesAt, String more) {
        return switch (i % KINDS) {
            case 1 -> new Offer(title(i), Bidding.PLAIN, "USD", 500, CENTS, closesAt, SHARE_OF_OTHERS, more);
            case 2 ->
                new Offer(
                        title(i),
                        Bidding.PROXY,
                        "KRW",
                        10_000,
                        WON,
                        closesAt,
                        SHARE_OF_OTHERS,
                        ",\"reserve\":900000000" + more);
            case 3 ->
                new Offer(
                        title(i),
                        Bidding.PLAIN,
                        "KRW",
                        5_000,
                        WON,
                        closesAt,
                        SHARE_OF_OTHERS,
                        softClose("ADD", 500, 2) + more);
            default -> new Offer(title(i), Bidding.PROXY, "USD", 100, CENTS, closesAt, SHARE_OF_OTHERS, more);
        };
    }

    static Lot list(ApiClient api, String sellerToken, Offer offer) {
        Answer answer =
                ApiClient.await("listing " + offer.title(), api.post("/v1/auctions", sellerToken, null, body(offer)));
        if (answer.status() != 201) {
            throw new IllegalStateException("listing " + offer.title() + " was answered " + answer);
        }
        return new Lot(AuctionId.parse(answer.body().path("id").asString()), offer);
    }

    private static String body(Offer offer) {
        String steps = offer.steps().bands().stream()
                .map(band -> "{\"from\":" + band.from() + ",\"step\":" + band.step() + "}")
                .collect(Collectors.joining(","));
        return """
                {"title":"%s","currency":"%s","bidding":"%s","opening":%d,"steps":[%s],"closesAt":"%s"%s}""".formatted(
                        offer.title(),
                        offer.currency(),
                        offer.bidding(),
                        offer.opening(),
                        steps,
                        offer.closesAt(),
                        offer.more());
    }

    private static String softClose(String mode, int millis, int max) {
        return """
                ,"softClose":{"windowMs":%d,"extensionMs":%d,"mode":"%s","extensionsMax":%d}""".formatted(millis, millis, mode, max);
    }

    private static Instant at(Instant now, Duration length, double part) {
        return now.plusMillis((long) (length.toMillis() * part)).truncatedTo(ChronoUnit.MILLIS);
    }

    private static String title(int i) {
        return TITLES.get(i % TITLES.size()) + (i < TITLES.size() ? "" : " " + (i / TITLES.size() + 1));
    }
}
