package dev.gavel.server.platform;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** JSON from whoever may send it: strict, and bounded in what it costs to read. */
public final class StrictJson {
    /** Nothing that is read is deeper than four; a client's nesting must not cost our stack. */
    private static final int DEPTH_MAX = 16;
    /** 2^63 has 19 digits. */
    private static final int NUMBER_LENGTH_MAX = 32;
    /**
     * Bytes; ours are below 20. The reader remembers up to 6,000 names to find them faster, in several copies: at the
     * 50,000 bytes that it would take by itself, clients who invent names fill any heap.
     */
    private static final int NAME_LENGTH_MAX = 64;

    public static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxNumberLength(NUMBER_LENGTH_MAX)
                    .maxNameLength(NAME_LENGTH_MAX)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private StrictJson() {}
}
