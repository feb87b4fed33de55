package dev.gavel.system;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.gavel.cli.Gavel;
import dev.gavel.server.arena.ScriptTime;
import org.junit.jupiter.api.Test;

/** A clock that somebody can choose decides recorded auctions, and never a live one. */
class ReplayClockTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.gavel");

    @Test
    void only_the_replay_may_choose_the_arenas_clock() {
        assertThat(CLASSES.contain(Gavel.class)).isTrue();
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.gavel.cli.replay..", "dev.gavel.server.arena..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ScriptTime.Recorded.class)
                .check(CLASSES);
    }
}
