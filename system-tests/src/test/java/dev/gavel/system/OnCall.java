package dev.gavel.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Slack and PagerDuty, as far as an Alertmanager knows them: they take what they are sent. */
final class OnCall implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String OVER = "Over: ";

    private final HttpServer server;
    private final List<JsonNode> messages = new CopyOnWriteArrayList<>();
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();

    OnCall() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("could not listen for messages", e);
        }
        server.createContext("/slack", exchange -> take(exchange, messages, 200, "ok"));
        server.createContext("/pagerduty", exchange -> take(exchange, events, 202, "{\"status\":\"success\"}"));
        server.start();
    }

    private static void take(HttpExchange exchange, List<JsonNode> into, int status, String answer) throws IOException {
        try (exchange) {
            into.add(JSON.readTree(exchange.getRequestBody().readAllBytes()));
            byte[] body = answer.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    String slackUrl() {
        return url() + "/slack";
    }

    String pagerDutyUrl() {
        return url() + "/pagerduty";
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /**
     * What PagerDuty calls somebody for: the keys of incidents that were opened and not resolved since.
     *
     * @param page where their link leads to, at its end
     */
    Set<String> incidents(String page) {
        Set<String> open = new TreeSet<>();
        for (JsonNode event : events) {
            String key = event.path("dedup_key").asString();
            switch (event.path("event_action").asString()) {
                case "trigger" -> {
                    if (event.path("links").path(0).path("href").asString("").endsWith(page)) {
                        open.add(key);
                    }
                }
                case "resolve" -> open.remove(key);
                default -> throw new AssertionError("PagerDuty knows no such event: " + event);
            }
        }
        return open;
    }

    /**
     * What Slack's readers take for true: the beginnings of titles, up to a colon, of messages that were not followed
     * by one that says that it is over.
     *
     * @param page where title and text lead to, at their ends
     */
    Set<String> messages(String page) {
        Set<String> open = new TreeSet<>();
        for (JsonNode message : messages) {
            JsonNode told = message.path("attachments").path(0);
            String title = told.path("title").asString("");
            boolean over = title.startsWith(OVER);
            // Its colours: danger while it lasts, good when it is over.
            assertThat(told.path("color").asString("")).as(title).isEqualTo(over ? "good" : "danger");
            String what = (over ? title.substring(OVER.length()) : title).replaceFirst(":.*", "");
            if (over) {
                open.remove(what);
            } else if (told.path("title_link").asString("").endsWith(page)
                    && told.path("text").asString("").contains(page)) {
                open.add(what);
            }
        }
        return open;
    }

    @Override
    public String toString() {
        return "Slack " + messages + ", PagerDuty " + events;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
