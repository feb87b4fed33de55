package dev.gavel.server.operations;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A summary as it stands in Redis: JSON, so that a node of another release reads what it knows and leaves the rest. */
final class SummaryJson {
    private static final Logger LOG = LoggerFactory.getLogger(SummaryJson.class);
    /** No node writes more; what is larger was written by somebody else. */
    private static final int BYTES_MAX = 256 * 1024;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private SummaryJson() {}

    static byte[] write(Views.Summary summary) {
        return MAPPER.writeValueAsBytes(summary);
    }

    /** Null where there is none, or none that can be read. */
    static Views.@Nullable Summary read(byte @Nullable [] json) {
        if (json == null || json.length > BYTES_MAX) {
            return null;
        }
        try {
            return MAPPER.readValue(json, Views.Summary.class);
        } catch (JacksonException e) {
            LOG.debug("a node's summary cannot be read", e);
            return null;
        }
    }
}
