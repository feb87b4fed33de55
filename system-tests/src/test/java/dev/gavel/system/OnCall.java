package dev.gavel.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Slack and PagerDuty, as far as an Alertmanager knows them: they take what they are sent. */
final class OnCall implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

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

    boolean wasToldBySlack(Predicate<JsonNode> message) {
        return messages.stream().anyMatch(message);
    }

    boolean wasCalledByPagerDuty(Predicate<JsonNode> event) {
        return events.stream().anyMatch(event);
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
