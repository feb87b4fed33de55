package dev.gavel.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** What axe-core finds on a page: whom it shuts out. */
final class Axe {
    private static final String SCRIPT = script();

    private Axe() {}

    /** Serious and critical violations, each with the markup that it was found at. */
    static List<?> seriousOf(Visitor visitor) {
        return (List<?>) visitor.page().evaluate(SCRIPT + """
                ; axe.run({ resultTypes: ['violations'] }).then((all) => all.violations
                  .filter((each) => ['serious', 'critical'].includes(each.impact))
                  .map((each) => each.id + ': ' + each.nodes.map((node) => node.html).join(' ')))""");
    }

    private static String script() {
        try (InputStream file = Axe.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("could not read axe.min.js", e);
        }
    }
}
