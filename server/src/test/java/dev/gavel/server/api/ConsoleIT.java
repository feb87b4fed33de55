package dev.gavel.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What operators ask for, and who else may not; every answer is held against openapi.yaml. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConsoleIT {
    private static final String DECISIONS = "/v1/operations/auctions/17/decisions";
    private static final List<String> READS =
            List.of("/v1/operations/node", "/v1/operations/nodes", "/v1/operations/quarantine", DECISIONS);
    private static final String DRAIN = "/v1/operations/nodes/" + FakeOperations.NODE + "/drain";

    private final TestApi api = new TestApi();

    @AfterAll
    void close() {
        api.close();
    }

    private String[] operator() {
        return new String[] {"authorization", "Bearer " + api.operator("olga")};
    }

    @Test
    void onlyOperatorsSeeAnything() {
        for (String path : READS) {
            assertThat(api.get(path).status()).as(path).isEqualTo(401);
            for (String token : List.of(api.bidder("ann"), api.seller("sue"))) {
                assertThat(api.get(path, "authorization", "Bearer " + token).type())
                        .as(path)
                        .isEqualTo("forbidden");
            }
            assertThat(api.get(path, operator()).status()).as(path).isEqualTo(200);
        }
    }

    @Test
    void onlyOperatorsDrain() {
        assertThat(api.post(DRAIN, "").status()).isEqualTo(401);
        assertThat(api.post(DRAIN, "", "authorization", "Bearer " + api.seller("sue"))
                        .status())
                .isEqualTo(403);
        assertThat(draining()).isFalse();
        assertThat(api.post(DRAIN, "", operator()).status()).isEqualTo(204);
        assertThat(draining()).isTrue();
        assertThat(api.post(DRAIN.replace("drain", "undrain"), "", operator()).status())
                .isEqualTo(204);
        assertThat(draining()).isFalse();
        assertThat(api.post("/v1/operations/nodes/nobody/drain", "", operator()).status())
                .isEqualTo(404);
    }

    private boolean draining() {
        return api.get("/v1/operations/nodes", operator())
                .json()
                .at("/nodes/0/draining")
                .asBoolean();
    }

    @Test
    void decisionsComeInPagesAndWithAmounts() {
        var first = api.get(DECISIONS + "?limit=2", operator()).json();
        assertThat(first.get("decisions")).hasSize(2);
        assertThat(first.at("/decisions/1/amount").asLong()).isEqualTo(5_000);
        assertThat(first.get("next").asLong()).isEqualTo(1);
        var rest = api.get(DECISIONS + "?after=1", operator()).json();
        assertThat(rest.get("decisions")).hasSize(3);
        assertThat(rest.has("next")).isFalse();
        assertThat(api.get(DECISIONS + "?after=first", operator()).status()).isEqualTo(400);
        assertThat(api.get(DECISIONS + "?limit=1000", operator()).status()).isEqualTo(400);
        assertThat(api.get("/v1/operations/auctions/99/decisions", operator()).type())
                .isEqualTo("unknown-auction");
        assertThat(api.get("/v1/operations/auctions/x/decisions", operator()).type())
                .isEqualTo("unknown-auction");
    }
}
