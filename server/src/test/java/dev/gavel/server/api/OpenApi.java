package dev.gavel.server.api;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** openapi.yaml as the tests read it: what it promises, and whether a response keeps that. */
final class OpenApi {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

    private final Schemas schemas = new Schemas("/openapi.yaml");
    private final JsonNode document = schemas.document();

    JsonNode document() {
        return document;
    }

    /** As in {@code GET /v1/auctions/{id}}. */
    Set<String> operations() {
        var operations = new TreeSet<String>();
        for (var path : document.get("paths").properties()) {
            for (var operation : path.getValue().properties()) {
                if (METHODS.contains(operation.getKey())) {
                    operations.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
                }
            }
        }
        return operations;
    }

    /** What is wrong with a response, or nothing. Paths that the API does not have must answer with a plain problem. */
    List<String> faults(String method, String path, int status, String mediaType, String body) {
        String template = template(path);
        JsonNode operation =
                template == null ? null : document.get("paths").get(template).get(method.toLowerCase(Locale.ROOT));
        if (operation == null) {
            return status < 400 ? List.of("undescribed " + method + " " + path) : validate("Problem", body);
        }
        JsonNode response = resolved(operation.get("responses").get(Integer.toString(status)));
        if (response == null) {
            return List.of(method + " " + template + " does not describe " + status + ": " + body);
        }
        JsonNode content = response.get("content");
        if (content == null) {
            return body.isEmpty() ? List.of() : List.of("a body where none is described: " + body);
        }
        JsonNode media = content.get(mediaType);
        if (media == null) {
            return List.of(method + " " + template + " " + status + " is not described as " + mediaType);
        }
        JsonNode reference = media.get("schema").get("$ref");
        return reference == null ? List.of() : validate(name(reference), body);
    }

    List<String> validate(String schema, String json) {
        return schemas.validate(schema, json);
    }

    private @Nullable JsonNode resolved(@Nullable JsonNode response) {
        return response == null || response.get("$ref") == null
                ? response
                : document.get("components").get("responses").get(name(response.get("$ref")));
    }

    private static String name(JsonNode reference) {
        String text = reference.asString();
        return text.substring(text.lastIndexOf('/') + 1);
    }

    private @Nullable String template(String path) {
        for (var described : document.get("paths").properties()) {
            if (path.matches(described.getKey().replaceAll("\\{\\w+}", "[^/]+"))) {
                return described.getKey();
            }
        }
        return null;
    }
}
