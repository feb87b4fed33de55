package dev.gavel.rush;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.gavel.server.api.socket.Form;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who checks must not know who is checked; what joins them stands in the package at the top. */
class ArchitectureTest {
    private static final String RUSH = "dev.gavel.rush";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(RUSH);

    @Test
    void the_classes_to_look_at_are_found() {
        assertThat(CLASSES.contain(RushCommand.class)).isTrue();
        assertThat(CLASSES.contain(ArchitectureTest.class)).isFalse();
    }

    @Test
    void histories_know_the_rules_alone() {
        requirePackagesOf("history");
        noClasses()
                .that()
                .resideInAPackage(RUSH + ".history..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.gavel.server..", "dev.gavel.dev..", "io..", "java.net..")
                .because("a checker that shares code with the server shares its mistakes")
                .check(CLASSES);
    }

    @Test
    void reports_know_histories_not_how_they_came_about() {
        requirePackagesOf("report", "history");
    }

    @Test
    void bidders_know_a_server_by_its_address_and_its_messages_alone() {
        requirePackagesOf("load", "history");
        noClasses()
                .that()
                .resideInAPackage(RUSH + ".load..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.gavel.server..", "dev.gavel.dev..")
                        .and(not(resideInAPackage(Form.class.getPackageName()))))
                .check(CLASSES);
    }

    @Test
    void watchers_know_a_server_by_its_address_alone() {
        requirePackagesOf("watch", "history");
        noClasses()
                .that()
                .resideInAPackage(RUSH + ".watch..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.gavel.server..", "dev.gavel.dev..", "io.vertx..", "io.netty..")
                .check(CLASSES);
    }

    @Test
    void the_rival_decides_by_the_referee_and_its_own_tables() {
        requirePackagesOf("rival");
        noClasses()
                .that()
                .resideInAPackage(RUSH + ".rival..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.gavel.server.arena..",
                        "dev.gavel.server.bidding..",
                        "dev.gavel.server.ledger..",
                        "dev.gavel.server.admission..")
                .because("it is there to be compared with these")
                .check(CLASSES);
    }

    @Test
    void targets_know_nothing_of_bidders_and_benchmarks_of_engines_nothing_of_the_wire() {
        requirePackagesOf("targets", "history", "rival");
        requirePackagesOf("bench", "targets", "rival");
    }

    @Test
    void drills_break_things_and_leave_the_judging_to_histories() {
        requirePackagesOf("opening", "targets", "load");
        requirePackagesOf("drill", "opening", "targets", "load", "history", "report");
        noClasses()
                .that()
                .resideInAPackage(RUSH + ".drill..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.gavel.server..")
                .because("what a drill does to a server it does from outside")
                .check(CLASSES);
    }

    @Test
    void only_what_has_a_process_of_its_own_or_is_a_command_stands_at_the_top() {
        classes()
                .that()
                .resideInAPackage(RUSH)
                .should()
                .onlyBeAccessed()
                .byClassesThat(resideInAPackage(RUSH).or(resideInAPackage("dev.gavel.cli..")))
                .check(CLASSES);
    }

    /** Of the module's packages it may depend on itself and on these. */
    private static void requirePackagesOf(String name, String... known) {
        String[] packages = Stream.concat(Stream.of(name), Arrays.stream(known))
                .map(it -> RUSH + "." + it + "..")
                .toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage(RUSH + "." + name + "..")
                .should()
                .onlyDependOnClassesThat(not(resideInAPackage(RUSH + "..")).or(resideInAnyPackage(packages)))
                .check(CLASSES);
    }
}
