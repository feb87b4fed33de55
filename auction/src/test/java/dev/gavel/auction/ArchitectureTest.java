package dev.gavel.auction;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The rules stay pure: values in, values out. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.gavel.auction");

    @Test
    void dependsOnTheJdkAndItsOwnNullMarkersOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.gavel.auction..",
                        "java.lang..",
                        "java.time..",
                        "java.util",
                        "java.util.function..",
                        "java.util.random..",
                        "java.util.regex..",
                        "java.util.stream..",
                        "org.jspecify.annotations..")
                .check(CLASSES);
    }

    @Test
    void reachesNothingOutside() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.nio..", "java.net..", "java.sql..", "java.util.concurrent..")
                .check(CLASSES);
    }

    @Test
    void startsNoThread() {
        noClasses().should().dependOnClassesThat().areAssignableTo(Thread.class).check(CLASSES);
    }

    @Test
    void readsNoClock() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(CLASSES);
    }
}
