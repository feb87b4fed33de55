package dev.gavel.server.api;

import dev.gavel.auction.AccountId;
import dev.gavel.auction.Bidding;
import dev.gavel.auction.Money;
import dev.gavel.auction.SoftClose;
import dev.gavel.auction.StepTable;
import dev.gavel.auction.Terms;
import dev.gavel.server.listing.Listing;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The body that lists an auction, as it came: everything may be missing. */
record NewAuction(
        @Nullable String title,
        @Nullable String description,
        @Nullable String currency,
        @Nullable String bidding,
        @Nullable Long opening,
        @Nullable List<@Nullable Step> steps,
        @Nullable Long reserve,
        @Nullable String opensAt,
        @Nullable String closesAt,
        @Nullable Soft softClose,
        @Nullable Boolean approval) {

    /** How far in the past opensAt may be: a seller's "now" is on its way for a while, by a clock of its own. */
    private static final Duration OPENS_BEFORE_NOW_MAX = Duration.ofMinutes(1);

    record Step(@Nullable Long from, @Nullable Long step) {}

    record Soft(
            @Nullable Long windowMs,
            @Nullable Long extensionMs,
            @Nullable String mode,
            @Nullable Integer extensionsMax,
            @Nullable String latestClose) {

        SoftClose parse() {
            return new SoftClose(
                    Duration.ofMillis(required("softClose.windowMs", windowMs)),
                    Duration.ofMillis(required("softClose.extensionMs", extensionMs)),
                    oneOf("softClose.mode", SoftClose.Mode.class, mode),
                    extensionsMax == null ? 0 : extensionsMax,
                    latestClose == null ? null : Times.parse("softClose.latestClose", latestClose));
        }
    }

    String parsedTitle() {
        String line = Text.line("title", required("title", title), Listing.TITLE_LENGTH_MAX);
        if (line.isBlank()) {
            throw refused("title is blank");
        }
        return line;
    }

    String parsedDescription() {
        return description == null ? "" : Text.paragraphs("description", description, Listing.DESCRIPTION_LENGTH_MAX);
    }

    Terms parsedTerms(AccountId seller, Instant now) {
        var pricing = checked(() -> new Terms.Pricing(
                parsedCurrency(),
                oneOf("bidding", Bidding.class, bidding),
                money("opening", opening),
                parsedSteps(),
                reserve == null ? null : money("reserve", reserve)));
        return new Terms(seller, pricing, parsedSchedule(now), Boolean.TRUE.equals(approval));
    }

    private Terms.Schedule parsedSchedule(Instant now) {
        Instant opens = opensAt == null ? now : Times.parse("opensAt", opensAt);
        Instant closes = Times.parse("closesAt", required("closesAt", closesAt));
        if (!closes.isAfter(now)) {
            throw refused("closesAt is in the past");
        }
        if (opens.isBefore(now.minus(OPENS_BEFORE_NOW_MAX))) {
            throw refused("opensAt is in the past; leave it out to open now");
        }
        SoftClose soft = softClose == null ? null : checked(softClose::parse);
        return checked(() -> new Terms.Schedule(opens, closes, soft));
    }

    private Currency parsedCurrency() {
        String code = required("currency", currency);
        Currency found = checked(() -> {
            try {
                return Currency.getInstance(code);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("currency is not an ISO 4217 code", e);
            }
        });
        if (found.getDefaultFractionDigits() < 0) {
            throw refused("currency is not money that is counted in minor units");
        }
        return found;
    }

    private StepTable parsedSteps() {
        List<StepTable.Band> bands = required("steps", steps).stream()
                .map(it -> required("steps[]", it))
                .map(it -> checked(
                        () -> new StepTable.Band(money("steps[].from", it.from()), money("steps[].step", it.step()))))
                .toList();
        return checked(() -> new StepTable(bands));
    }

    private static Money money(String field, @Nullable Long minor) {
        long value = required(field, minor);
        if (value < 0 || value > Money.MINOR_MAX) {
            throw refused(field + " is 0 to " + Money.MINOR_MAX + " minor units");
        }
        return new Money(value);
    }

    private static <E extends Enum<E>> E oneOf(String field, Class<E> type, @Nullable String name) {
        String text = required(field, name);
        for (E value : type.getEnumConstants()) {
            if (value.name().equals(text)) {
                return value;
            }
        }
        throw refused(field + " is one of " + List.of(type.getEnumConstants()));
    }

    private static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw Json.malformed(field + " is missing");
        }
        return value;
    }

    /** The domain's values refuse what is out of their bounds, in words that a seller can use. */
    private static <T> T checked(Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage() == null ? "a value is out of bounds" : e.getMessage());
        }
    }

    private static ProblemException refused(String detail) {
        return new ProblemException(ProblemType.UNACCEPTABLE_VALUE, detail);
    }
}
