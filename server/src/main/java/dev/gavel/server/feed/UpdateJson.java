package dev.gavel.server.feed;

import dev.gavel.auction.Money;
import dev.gavel.auction.Result;
import dev.gavel.server.platform.IsoTime;
import java.io.StringWriter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The update message as JSON; the schema {@code Update} of openapi.yaml describes it. */
public final class UpdateJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private UpdateJson() {}

    /** @param at the arena's time, by which a watcher can set its clock */
    public static String encode(AuctionView view, Instant at) {
        var out = new StringWriter(320);
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("auction", view.auction().toString());
            json.writeNumberProperty("sequence", view.sequence());
            json.writeStringProperty("state", view.state().name());
            writePrice(json, view.price());
            json.writeStringProperty("currency", view.currency().getCurrencyCode());
            if (view.leader() != null) {
                json.writeStringProperty("leader", view.leader().value());
            }
            json.writeNumberProperty("bids", view.bids());
            json.writeStringProperty("closesAt", IsoTime.of(view.closesAt()));
            if (view.result() != null) {
                writeResult(json, view.result());
            }
            json.writeStringProperty("at", IsoTime.of(at));
            json.writeEndObject();
        }
        return out.toString();
    }

    private static void writeResult(JsonGenerator json, Result result) {
        json.writeObjectPropertyStart("result");
        switch (result) {
            case Result.Sold sold -> {
                json.writeStringProperty("outcome", "SOLD");
                writePrice(json, sold.price());
                json.writeStringProperty("winner", sold.winner().value());
            }
            case Result.Unsold unsold -> {
                json.writeStringProperty("outcome", "UNSOLD");
                writePrice(json, unsold.price());
            }
            case Result.Cancelled _ -> json.writeStringProperty("outcome", "CANCELLED");
        }
        json.writeEndObject();
    }

    private static void writePrice(JsonGenerator json, @Nullable Money price) {
        if (price != null) {
            json.writeNumberProperty("price", price.minor());
        }
    }
}
