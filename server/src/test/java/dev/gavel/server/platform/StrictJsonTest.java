package dev.gavel.server.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.StreamConstraintsException;

class StrictJsonTest {
    private static void read(String json) {
        try (JsonParser parser = StrictJson.FACTORY.createParser(ObjectReadContext.empty(), json.getBytes(UTF_8))) {
            while (parser.nextToken() != null) {
                parser.getString();
            }
        }
    }

    @Test
    void whatClientsSendIsWithinBounds() {
        read("{\"extensionsMax\":9223372036854775807,\"steps\":[{\"from\":0}]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Names are remembered: long ones would fill the heap, which `gavel fuzz` showed.
                "{\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\":1}",
                "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]",
                "[111111111111111111111111111111111]",
            })
    void whatCostsMuchToReadIsRefused(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(StreamConstraintsException.class);
    }
}
