package dev.gavel.server.api;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The schemas under {@code components/schemas} of a description of the API. */
final class Schemas {
    private final ObjectNode document;
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<String, Schema> schemas = new HashMap<>();

    /** @param file on the class path */
    Schemas(String file) {
        InputStream stream = Schemas.class.getResourceAsStream(file);
        if (stream == null) {
            throw new IllegalStateException(file + " is not on the class path");
        }
        document = (ObjectNode) new YAMLMapper().readTree(stream);
    }

    JsonNode document() {
        return document;
    }

    /** What is wrong with a text, or nothing. */
    synchronized List<String> validate(String schema, String json) {
        return schemas.computeIfAbsent(schema, this::schema).validate(new YAMLMapper().readTree(json)).stream()
                .map(error -> error + " in " + json)
                .toList();
    }

    private Schema schema(String name) {
        ObjectNode root = document.objectNode();
        root.put("$ref", "#/components/schemas/" + name);
        root.set("components", document.get("components"));
        return registry.getSchema(root);
    }
}
