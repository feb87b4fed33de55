package dev.gavel.server.api;

import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.gavel.server.platform.IsoTime;
import dev.gavel.server.platform.StrictJson;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;
import tools.jackson.databind.type.LogicalType;

/** JSON as this API reads and writes it: strict about what comes in, silent about what is not there. */
final class Json {
    private static final int EXPLANATION_LENGTH_MAX = 200;

    private static final JsonMapper MAPPER = JsonMapper.builder(StrictJson.FACTORY)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS, MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .withCoercionConfig(
                    LogicalType.Textual,
                    config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(Include.NON_NULL))
            .addModule(new SimpleModule("gavel").addSerializer(Instant.class, new InstantSerializer()))
            .build();

    private Json() {}

    static Buffer write(Object view) {
        return Buffer.buffer(MAPPER.writeValueAsBytes(view));
    }

    static <T> T read(Buffer body, Class<T> type) {
        try {
            T value = MAPPER.readValue(body.getBytes(), type);
            if (value == null) {
                throw malformed("the body is null");
            }
            return value;
        } catch (JacksonException e) {
            throw refusal(e);
        }
    }

    /** Says what is wrong and where, in the client's words: never a class of ours. */
    static ProblemException refusal(JacksonException e) {
        return switch (e) {
            case UnrecognizedPropertyException unknown -> unknownField(path(unknown));
            case InputCoercionException _ ->
                new ProblemException(ProblemType.UNACCEPTABLE_VALUE, "a number is out of range" + at(e));
            case StreamConstraintsException _ ->
                malformed("the body is nested too deeply, or a name or number in it is too long");
            case StreamReadException _ ->
                malformed("the body is not proper JSON: " + shortened(e.getOriginalMessage()));
            default -> malformed("a value is of the wrong type" + at(e));
        };
    }

    static ProblemException unknownField(String path) {
        return malformed("unknown field " + shortened(path));
    }

    static ProblemException malformed(String detail) {
        return new ProblemException(ProblemType.MALFORMED_REQUEST, detail);
    }

    private static String at(JacksonException e) {
        return e.getPath().isEmpty() ? "" : ": " + path(e);
    }

    private static String path(JacksonException e) {
        var path = new StringBuilder();
        List<JacksonException.Reference> references = e.getPath();
        for (JacksonException.Reference reference : references) {
            if (reference.getPropertyName() == null) {
                path.append('[').append(reference.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(reference.getPropertyName());
            }
        }
        return shortened(path.toString());
    }

    /** Cut, and without what JSON cannot hold: the text may quote half a surrogate pair of the client's. */
    private static String shortened(String text) {
        var clean = new StringBuilder();
        text.codePoints()
                .limit(EXPLANATION_LENGTH_MAX)
                .map(point -> Character.getType(point) == Character.SURROGATE ? '\ufffd' : point)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static final class InstantSerializer extends StdSerializer<Instant> {
        InstantSerializer() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant at, JsonGenerator json, SerializationContext context) {
            json.writeString(IsoTime.of(at));
        }
    }
}
