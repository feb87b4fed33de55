package dev.gavel.rush.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.rush.history.Told;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BidReplyTest {
    @ParameterizedTest
    @CsvSource({
        "2026-11-29T02:03:04.056Z, 1795917784056",
        "2024-02-29T23:59:59.999Z, 1709251199999",
        "2026-11-29T02:03:04Z, 1795917784000",
        "2026-11-29T02:03:04.056789Z, 1795917784056"
    })
    void times_are_read_in_the_form_that_servers_write_and_in_others(String text, long millis) {
        assertThat(BidReply.parse(201, receipt(text)))
                .isEqualTo(new Told.Decided(3, "LEADING", Told.NO_PRICE, millis, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-02-30T02:03:04.056Z", "2026-11-29T24:03:04.056Z", "2026-11-29 02:03:04.056Z", "soon"})
    void what_is_no_time_is_no_answer(String text) {
        assertThat(BidReply.parse(201, receipt(text))).isInstanceOf(Told.Lost.class);
    }

    @Test
    void a_problem_without_a_sequence_decides_nothing() {
        assertThat(BidReply.parse(503, "{\"type\":\"urn:gavel:problem:overloaded\"}".getBytes(UTF_8)))
                .isEqualTo(new Told.Undecided(503, "overloaded"));
    }

    private static byte[] receipt(String receivedAt) {
        return ("{\"sequence\":3,\"outcome\":\"LEADING\",\"receivedAt\":\"" + receivedAt + "\"}").getBytes(UTF_8);
    }
}
