package dev.gavel.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.cli.Gavel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What a linter does not see: scripts without a caller, dead links, commands that do not exist, paths of a machine. */
class TidyTest {
    private static final int FILE_LINES_MAX = 500;
    private static final int LINE_LENGTH_MAX = 120;
    private static final int SCRIPT_LINES_MAX = 300;

    /** What the script {@code gavel} does itself. */
    private static final Set<String> OF_THE_SCRIPT = Set.of("test", "format", "jmh");

    private static final Pattern STRING = Pattern.compile("\"([^\"\\\\]|\\\\.)*\"");
    private static final Pattern COMMAND = Pattern.compile("\\./gavel +([a-z-]+)");
    // In pieces, so that this file is not found itself.
    private static final Pattern MACHINE_PATH =
            Pattern.compile("(?<![\\w./<$}])/" + "(home/[a-z]|root/[\\w.]|work\\b)");
    private static final Pattern EXCLUSIONS = Pattern.compile("(?s)<exclusions>.*?</exclusions>");
    private static final Pattern ARTIFACT =
            Pattern.compile("<groupId>([^<*]+)</groupId>\\s*<artifactId>([^<$]+)</artifactId>");

    private final Sources sources = Sources.find();

    @Test
    void every_script_is_loaded_by_the_one_class_beside_it() {
        List<String> wrong = new ArrayList<>();
        sources.ending(".lua").filter(this::isMain).forEach(script -> {
            List<String> callers = sources.ending(".java")
                    .filter(this::isMain)
                    .filter(java -> sources.read(java).contains("\"" + script.getFileName() + "\""))
                    .map(sources::name)
                    .toList();
            if (callers.size() != 1 || !script.resolveSibling(".").normalize().equals(folder(callers.getFirst()))) {
                wrong.add(sources.name(script) + " is named by " + callers);
            }
        });
        assertThat(wrong).isEmpty();
        assertThat(sources.ending(".lua").map(sources::name)).anyMatch(name -> name.endsWith("place-bids.lua"));
    }

    @Test
    void every_link_in_the_documents_leads_somewhere() {
        List<String> dead = new ArrayList<>();
        sources.ending(".md")
                .forEach(document -> Markdown.parse(sources.read(document)).links().stream()
                        .filter(link -> !leadsSomewhere(document, link))
                        .forEach(link -> dead.add(sources.name(document) + " -> " + link)));
        assertThat(dead).isEmpty();
    }

    @Test
    void every_command_in_the_readme_exists() {
        Set<String> existing = new HashSet<>(OF_THE_SCRIPT);
        existing.addAll(new CommandLine(new Gavel()).getSubcommands().keySet());
        assertThat(existing).containsAll(commands("README.md"));
        assertThat(sources.read("gavel")).contains("    test)\n", "    format)\n", "    jmh)\n");
    }

    @Test
    void both_readmes_show_the_same_code_and_have_as_many_sections() {
        Markdown english = Markdown.parse(sources.read("README.md"));
        Markdown korean = Markdown.parse(sources.read("README.ko.md"));
        assertThat(untranslated(korean)).isEqualTo(untranslated(english));
        assertThat(korean.codeBlocks()).hasSameSizeAs(english.codeBlocks());
        assertThat(korean.anchors()).hasSameSizeAs(english.anchors());
    }

    @Test
    void files_and_lines_are_short() {
        List<String> tooLong = new ArrayList<>();
        sources.ending(".java", ".lua", ".js").forEach(file -> {
            List<String> lines = sources.read(file).lines().toList();
            if (lines.size() >= FILE_LINES_MAX) {
                tooLong.add(sources.name(file) + " has " + lines.size() + " lines");
            }
            boolean quoted = false;
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                boolean turns = line.split("\"\"\"", -1).length % 2 == 0;
                // What stands in quotes is not broken by the formatter, nor always well broken by hand.
                if (!quoted && !turns && STRING.matcher(line).replaceAll("").length() > LINE_LENGTH_MAX) {
                    tooLong.add(sources.name(file) + ":" + (i + 1));
                }
                quoted ^= turns;
            }
        });
        assertThat(tooLong).isEmpty();
    }

    @Test
    void the_page_has_short_scripts_and_serves_every_file_that_it_has() {
        String folder = "web/src/main/resources/dev/gavel/web/";
        List<String> files = sources.files().stream()
                .map(sources::name)
                .filter(name -> name.startsWith(folder))
                .map(name -> name.substring(folder.length()))
                .filter(name -> !name.equals("files.txt"))
                .toList();
        assertThat(sources.read(folder + "files.txt").lines()).containsExactlyInAnyOrderElementsOf(files);
        assertThat(files.stream()
                        .filter(name -> name.endsWith(".js"))
                        .filter(name -> sources.read(folder + name).lines().count() > SCRIPT_LINES_MAX))
                .isEmpty();
    }

    @Test
    void no_file_names_a_place_on_somebodys_machine() {
        List<String> found = new ArrayList<>();
        sources.files().stream()
                .filter(Files::isRegularFile)
                .filter(this::isText)
                .forEach(file -> {
                    List<String> lines = sources.read(file).lines().toList();
                    for (int i = 0; i < lines.size(); i++) {
                        if (MACHINE_PATH.matcher(lines.get(i)).find()) {
                            found.add(sources.name(file) + ":" + (i + 1) + ": "
                                    + lines.get(i).strip());
                        }
                    }
                });
        assertThat(found).isEmpty();
    }

    @Test
    void every_dependency_is_explained() {
        String explained = sources.read("docs/dependencies.md");
        Set<String> unexplained = new TreeSet<>();
        sources.ending("pom.xml").forEach(pom -> {
            Matcher artifact =
                    ARTIFACT.matcher(EXCLUSIONS.matcher(sources.read(pom)).replaceAll(""));
            while (artifact.find()) {
                if (!artifact.group(1).equals("dev.gavel") && !isExplained(explained, artifact.group(2))) {
                    unexplained.add(artifact.group(1) + ":" + artifact.group(2));
                }
            }
        });
        assertThat(unexplained).isEmpty();
    }

    @Test
    void every_decision_is_in_the_index_by_its_number() {
        String index = sources.read("docs/adr/README.md");
        List<String> missing = sources.ending(".md")
                .filter(file -> sources.name(file).matches("docs/adr/\\d{4}-.*"))
                .map(file -> String.valueOf(file.getFileName()))
                .filter(name -> !index.contains("| [" + name.substring(0, 4) + "](" + name + ") |"))
                .toList();
        assertThat(missing).isEmpty();
        Stream<String> headings = sources.ending(".md")
                .filter(file -> sources.name(file).matches("docs/adr/\\d{4}-.*"))
                .filter(file -> !sources.read(file)
                        .startsWith("# "
                                + Integer.parseInt(
                                        String.valueOf(file.getFileName()).substring(0, 4)) + ". "))
                .map(sources::name);
        assertThat(headings).isEmpty();
    }

    private Path folder(String file) {
        return sources.root().resolve(file).resolveSibling(".").normalize();
    }

    private boolean isMain(Path file) {
        return sources.name(file).contains("/src/main/");
    }

    /** Text by its name: pictures and the like may come. */
    private boolean isText(Path file) {
        return !sources.name(file).matches(".*\\.(png|jpg|jpeg|ico|gif|woff2|jar)");
    }

    private boolean leadsSomewhere(Path document, String link) {
        if (link.matches("[a-z]+:.*")) {
            return true;
        }
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path target = file.isEmpty() ? document : document.resolveSibling(file).normalize();
        if (!Files.exists(target)) {
            return false;
        }
        return hash < 0 || Markdown.parse(sources.read(target)).anchors().contains(link.substring(hash + 1));
    }

    private Collection<String> commands(String document) {
        Set<String> commands = new TreeSet<>();
        Matcher command = COMMAND.matcher(sources.read(document));
        while (command.find()) {
            commands.add(command.group(1));
        }
        assertThat(commands).contains("demo", "test");
        return commands;
    }

    /** Code that is run. A picture has words in it. */
    private static List<String> untranslated(Markdown document) {
        return document.codeBlocks().stream()
                .filter(block -> !block.startsWith("flowchart"))
                .toList();
    }

    /** In a row of a table: by its name, by a name with a star, or as {@code -plugin-} in a list of Maven's own. */
    private static boolean isExplained(String explained, String artifact) {
        return explained
                .lines()
                .filter(line -> line.startsWith("| "))
                .map(line -> line.split("\\|", -1)[1])
                .anyMatch(cell -> Stream.of(cell.split("[,:\\s]+", -1))
                        .filter(word -> !word.isEmpty())
                        .anyMatch(word -> word.equals(artifact)
                                || (word.endsWith("*") && artifact.startsWith(word.substring(0, word.length() - 1)))
                                || (word.startsWith("-") && artifact.equals("maven" + plugin(word)))));
    }

    private static String plugin(String word) {
        return word.endsWith("-plugin") ? word : word + "plugin";
    }
}
