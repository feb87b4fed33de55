package dev.gavel.server.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.ser.std.StdSerializer;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads a configuration: YAML laid over the defaults, so that a file says only what differs. Whatever the defaults do
 * not know is refused by name. Durations are written as {@code 200ms}, {@code 5s}, {@code 10m} or {@code 2h};
 * <code>${NAME}</code> in a text is replaced by that environment variable, which is the way to give passwords.
 */
public final class ConfigFile {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)");

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(new DurationText())
                    .addDeserializer(Duration.class, new DurationReader()))
            .build();

    private ConfigFile() {}

    /**
     * @param defaults all settings with their defaults
     * @param environment a variable's value, or null
     * @throws StartupException naming the file and the setting
     */
    public static <T> T load(Path file, Class<T> type, T defaults, UnaryOperator<@Nullable String> environment) {
        try {
            return parse(Files.readString(file), file.toString(), type, defaults, environment);
        } catch (IOException e) {
            throw new StartupException("the configuration file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    static <T> T parse(
            String yaml, String name, Class<T> type, T defaults, UnaryOperator<@Nullable String> environment) {
        try {
            JsonNode given = YAML.readTree(yaml);
            ObjectNode all = YAML.valueToTree(defaults);
            if (given instanceof ObjectNode object) {
                lay(object, all, "", environment);
            } else if (!given.isMissingNode() && !given.isNull()) {
                throw new IllegalArgumentException("it must consist of settings (name: value)");
            }
            return YAML.treeToValue(all, type);
        } catch (IllegalArgumentException | JacksonException e) {
            throw new StartupException("the configuration file " + name + " is not usable: " + reason(e), e);
        }
    }

    /** The settings as a file would have them. */
    public static String print(Object settings) {
        return YAML.writeValueAsString(settings);
    }

    private static void lay(
            ObjectNode over, ObjectNode defaults, String path, UnaryOperator<@Nullable String> environment) {
        over.properties().forEach(entry -> {
            String setting = path + entry.getKey();
            JsonNode known = defaults.get(entry.getKey());
            if (known == null) {
                throw new IllegalArgumentException("there is no setting " + setting + "; here are "
                        + String.join(", ", new TreeSet<>(defaults.propertyNames())));
            }
            if (known instanceof ObjectNode group && entry.getValue() instanceof ObjectNode inner) {
                lay(inner, group, setting + ".", environment);
            } else {
                defaults.set(entry.getKey(), resolved(entry.getValue(), setting, environment));
            }
        });
    }

    private static JsonNode resolved(JsonNode value, String setting, UnaryOperator<@Nullable String> environment) {
        if (value.isString()) {
            return YAML.getNodeFactory().stringNode(substituted(value.stringValue(), setting, environment));
        }
        if (value.isArray()) {
            var list = YAML.createArrayNode();
            value.forEach(item -> list.add(resolved(item, setting, environment)));
            return list;
        }
        if (value.isObject()) {
            var group = YAML.createObjectNode();
            value.properties()
                    .forEach(entry -> group.set(
                            entry.getKey(), resolved(entry.getValue(), setting + "." + entry.getKey(), environment)));
            return group;
        }
        return value;
    }

    private static String substituted(String text, String setting, UnaryOperator<@Nullable String> environment) {
        return VARIABLE.matcher(text).replaceAll(match -> {
            String value = environment.apply(match.group(1));
            if (value == null) {
                throw new IllegalArgumentException(
                        setting + " needs the environment variable " + match.group(1) + ", which is not set");
            }
            return Matcher.quoteReplacement(value);
        });
    }

    /** The innermost sentence: a record's own check says best what is wrong. */
    private static String reason(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof IllegalArgumentException && !(cause instanceof JacksonException)) {
                return String.valueOf(cause.getMessage());
            }
        }
        if (!(e instanceof JacksonException jackson)) {
            return String.valueOf(e.getMessage());
        }
        String setting = jackson.getPath().stream()
                .map(step -> step.getPropertyName() == null ? "[" + step.getIndex() + "]" : step.getPropertyName())
                .collect(Collectors.joining("."));
        return (setting.isEmpty() ? "" : setting + ": ") + jackson.getOriginalMessage();
    }

    static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "a duration is a whole number with its unit, such as 200ms, 5s, 10m, 2h or 1d, not '" + text + "'");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> throw new IllegalStateException("the pattern lets no other unit through");
        };
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1_000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }

    private static final class DurationText extends StdSerializer<Duration> {
        DurationText() {
            super(Duration.class);
        }

        @Override
        public void serialize(Duration value, JsonGenerator out, SerializationContext context) {
            out.writeString(text(value));
        }
    }

    private static final class DurationReader extends StdDeserializer<Duration> {
        DurationReader() {
            super(Duration.class);
        }

        @Override
        public Duration deserialize(JsonParser in, DeserializationContext context) {
            return duration(in.getString());
        }
    }
}
