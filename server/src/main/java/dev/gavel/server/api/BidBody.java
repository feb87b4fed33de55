package dev.gavel.server.api;

import dev.gavel.auction.Money;
import dev.gavel.server.platform.StrictJson;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/** The body of a bid, read token by token: this is the hot path. */
record BidBody(Money amount, String currency) {

    static BidBody parse(Buffer body) {
        try (JsonParser json = StrictJson.FACTORY.createParser(ObjectReadContext.empty(), body.getBytes())) {
            return parse(json);
        } catch (JacksonException e) {
            throw Json.refusal(e);
        }
    }

    private static BidBody parse(JsonParser json) {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw Json.malformed("the body is an object with amount and currency");
        }
        Money amount = null;
        String currency = null;
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            switch (name) {
                case "amount" -> amount = amount(json);
                case "currency" -> currency = text(json);
                default -> throw Json.unknownField(name);
            }
        }
        if (json.nextToken() != null) {
            throw Json.malformed("something follows the body's object");
        }
        return new BidBody(required("amount", amount), required("currency", currency));
    }

    private static Money amount(JsonParser json) {
        if (json.nextToken() != JsonToken.VALUE_NUMBER_INT) {
            throw Json.malformed("amount is a whole number of minor units (cents, won), such as 12500");
        }
        long minor = json.getLongValue();
        if (minor < 1 || minor > Money.MINOR_MAX) {
            throw new ProblemException(
                    ProblemType.UNACCEPTABLE_VALUE, "amount is 1 to " + Money.MINOR_MAX + " minor units");
        }
        return new Money(minor);
    }

    private static String text(JsonParser json) {
        if (json.nextToken() != JsonToken.VALUE_STRING) {
            throw Json.malformed("currency is an ISO 4217 code, such as \"KRW\"");
        }
        return json.getString();
    }

    private static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw Json.malformed(name + " is missing");
        }
        return value;
    }
}
