package dev.gavel.server.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class PageFilesTest {
    private static final Pattern VALUE = Pattern.compile("\\{\\w+}");
    private static final Pattern IMPORT = Pattern.compile("from '([^']*)'");
    private static final Pattern KEY = Pattern.compile("\\bt\\('([^']+)'");

    private final PageFiles files = PageFiles.load();

    @Test
    void bothLanguagesHaveTheSameMessagesWithTheSameValues() {
        Map<String, Set<String>> english = values("en.json");
        assertThat(values("ko.json")).isEqualTo(english);
        assertThat(english.get("room.said")).containsExactly("{leader}", "{price}");
        assertThat(english.keySet()).as("what the scripts ask for").containsAll(keysInScripts());
    }

    @ParameterizedTest
    @ValueSource(strings = {"hall", "room", "desk", "console", "rush", "signin"})
    void aDocumentLoadsFilesThatThereAre(String page) {
        String document = PageDocument.of(files, page, "", "");
        Set<String> loaded = find(Pattern.compile("/page/" + files.version() + "/([^\"]+)"), document);
        assertThat(files.all().keySet()).containsAll(loaded);
        assertThat(loaded)
                .as("what its imports import, too")
                .contains(page + "-page.js", "page.css", page + ".js", "lit-html.js", "session.js");
        assertThat(document).contains("<gavel-" + page + " ").doesNotContainPattern(VALUE);
    }

    @Test
    void scriptsImportOneAnotherAndNothingElse() {
        files.all().keySet().stream().filter(name -> name.endsWith(".js")).forEach(name -> {
            Set<String> imports = find(IMPORT, files.text(name));
            assertThat(files.all().keySet())
                    .as(name)
                    .containsAll(imports.stream()
                            .map(it -> it.replaceFirst("^\\./", ""))
                            .toList());
            assertThat(imports).as(name).allMatch(it -> it.startsWith("./"));
        });
    }

    @Test
    void theVersionNamesTheFiles() {
        assertThat(files.version())
                .matches("[0-9a-f]{16}")
                .isEqualTo(PageFiles.load().version());
    }

    private Set<String> keysInScripts() {
        return files.all().entrySet().stream()
                .filter(file -> file.getKey().endsWith(".js") && !file.getKey().equals("lit-html.js"))
                .flatMap(file -> find(KEY, new String(file.getValue(), UTF_8)).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Map<String, Set<String>> values(String name) {
        JsonNode messages = new JsonMapper().readTree(files.text(name));
        Map<String, Set<String>> values = new TreeMap<>();
        messages.properties()
                .forEach(each -> values.put(
                        each.getKey(),
                        VALUE.matcher(each.getValue().asString())
                                .results()
                                .map(MatchResult::group)
                                .collect(Collectors.toCollection(TreeSet::new))));
        return values;
    }

    private static Set<String> find(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
