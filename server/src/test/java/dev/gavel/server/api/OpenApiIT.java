package dev.gavel.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OpenApiIT {
    private final TestApi api = new TestApi();

    @AfterAll
    void close() {
        api.close();
    }

    @Test
    void theDescriptionHasEveryRouteAndNoOther() {
        Vertx vertx = Vertx.vertx();
        try {
            var problems = new Problems();
            var blocking = new Blocking(1, problems);
            var monitoring = api.services().monitoring();
            var operations = new OperationsHandler(monitoring.readiness(), monitoring.metrics());
            var shared = new Routes.Shared(
                    blocking,
                    blocking,
                    blocking,
                    new Semaphore(1),
                    PictureTraffic.of(api.services().pictures().config(), problems),
                    operations,
                    new FeedMeters(monitoring.metrics().registry()),
                    PageHandler.none(),
                    problems,
                    new AtomicBoolean(),
                    new AtomicInteger());
            Set<String> routes = new Routes(vertx, ApiConfig.DEFAULT, api.services(), shared)
                    .all().stream()
                            .map(route -> route.method() + " " + route.template())
                            .collect(Collectors.toCollection(TreeSet::new));
            assertThat(TestApi.openApi().operations()).isEqualTo(routes);
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void theDescriptionHasEveryProblem() {
        Set<String> described = new TreeSet<>();
        TestApi.openApi()
                .document()
                .at("/components/schemas/ProblemType/enum")
                .forEach(type -> described.add(type.asString()));
        assertThat(described)
                .isEqualTo(Arrays.stream(ProblemType.values())
                        .map(ProblemType::uri)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void everyExampleKeepsItsOwnSchema() {
        int examples = 0;
        for (JsonNode media : TestApi.openApi().document().findValues("content")) {
            for (JsonNode form : media) {
                JsonNode reference = form.at("/schema/$ref");
                for (JsonNode example : form.path("examples")) {
                    String schema = reference.asString().replaceAll(".*/", "");
                    assertThat(TestApi.openApi()
                                    .validate(schema, example.get("value").toString()))
                            .isEmpty();
                    examples++;
                }
            }
        }
        assertThat(examples).isGreaterThanOrEqualTo(5);
    }

    @Test
    void itIsServedAndNotSentAgainWhereItIsKnown() {
        var first = api.get("/openapi.yaml");
        assertThat(first.http().body()).startsWith("openapi: 3.1.0");
        String etag = first.http().headers().firstValue("etag").orElseThrow();
        assertThat(api.get("/openapi.yaml", "if-none-match", etag).status()).isEqualTo(304);
        assertThat(api.get("/openapi.yaml", "if-none-match", "\"old\"").status())
                .isEqualTo(200);
    }
}
