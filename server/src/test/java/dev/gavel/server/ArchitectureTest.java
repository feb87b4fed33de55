package dev.gavel.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.gavel.server.arena.ArenaException;
import dev.gavel.server.arena.LogEntry;
import dev.gavel.server.arena.LogGapException;
import dev.gavel.server.arena.LogListener;
import dev.gavel.server.arena.LogSource;
import dev.gavel.server.arena.NotSafeException;
import dev.gavel.server.arena.SafeCopy;
import dev.gavel.server.arena.ScriptTime;
import dev.gavel.server.ledger.Ledger;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Features meet through the bid log, not by calling each other; what joins two of them stands in Server. */
class ArchitectureTest {
    private static final String SERVER = "dev.gavel.server";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.gavel");

    @Test
    void the_classes_to_look_at_are_found() {
        assertThat(CLASSES.contain(Server.class)).isTrue();
        assertThat(CLASSES.contain(ArchitectureTest.class)).isFalse();
        assertThat(CLASSES.contain("dev.gavel.shards.Buckets")).isTrue();
    }

    /** So nobody who sets a machine's clock moves a bell: nodes have the monotonic clock and the arena's time. */
    @Test
    void no_node_asks_its_machine_for_the_time_of_day() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.gavel.auction..", "dev.gavel.shards..", "dev.gavel.server..")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(InstantSource.class, "system")
                .orShould()
                .callMethodWhere(target(owner(assignableTo(Clock.class))).and(target(nameStartingWith("system"))))
                .check(CLASSES);
    }

    @Test
    void shards_know_nothing_of_auctions_or_of_the_server() {
        noClasses()
                .that()
                .resideInAPackage("dev.gavel.shards..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.gavel.auction..", "dev.gavel.server..")
                .check(CLASSES);
    }

    @Test
    void the_rules_know_no_other_module() {
        classes()
                .that()
                .resideInAPackage("dev.gavel.auction..")
                .should()
                .onlyDependOnClassesThat(not(resideInAnyPackage("dev.gavel.shards..", "dev.gavel.server..")))
                .check(CLASSES);
    }

    @Test
    void the_platform_knows_no_feature() {
        requireFeaturesOf("platform");
    }

    @Test
    void the_arena_knows_no_other_feature() {
        requireFeaturesOf("arena", "platform");
    }

    @Test
    void bidding_closing_and_listing_know_the_arena_alone() {
        requireFeaturesOf("bidding", "arena", "platform");
        requireFeaturesOf("closing", "arena", "platform");
        requireFeaturesOf("listing", "arena", "platform");
    }

    @Test
    void admission_stands_before_bidding_and_hears_the_bid_log() {
        requireFeaturesOf("admission", "arena", "bidding", "platform");
    }

    @Test
    void settlement_knows_the_rules_alone() {
        requireFeaturesOf("settlement");
        noClasses()
                .that()
                .resideInAPackage("dev.gavel.server.settlement..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "dev.gavel.shards..", "io..", "org.slf4j..")
                .check(CLASSES);
    }

    @Test
    void the_ledger_knows_the_bid_log_but_not_how_bids_get_into_it() {
        requireFeaturesOf("ledger", "arena", "listing", "operations", "recovery", "settlement", "platform");
        noClasses()
                .that()
                .resideInAPackage("dev.gavel.server.ledger..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.gavel.server.arena..")
                        .and(not(assignableTo(LogSource.class)
                                .or(assignableTo(LogEntry.class))
                                .or(assignableTo(LogGapException.class))
                                .or(assignableTo(LogListener.class))
                                .or(assignableTo(SafeCopy.class))
                                .or(assignableTo(NotSafeException.class))
                                .or(assignableTo(ArenaException.class)))))
                .check(CLASSES);
    }

    @Test
    void a_recovery_knows_the_arena_and_asks_the_ledger_by_an_interface_of_its_own() {
        requireFeaturesOf("recovery", "arena", "listing", "platform");
    }

    @Test
    void the_feed_reads_the_bid_log_and_asks_the_arena() {
        requireFeaturesOf("feed", "arena", "listing", "platform");
    }

    @Test
    void the_api_knows_features_but_no_store() {
        requireFeaturesOf(
                "api",
                "arena",
                "bidding",
                "feed",
                "identity",
                "listing",
                "monitoring",
                "operations",
                "page",
                "pictures",
                "platform",
                "signin");
        noClasses()
                .that()
                .resideInAPackage("dev.gavel.server.api..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.lettuce..", "java.sql..", "javax.sql..", "org.postgresql..", "dev.gavel.shards..")
                .check(CLASSES);
    }

    @Test
    void operations_look_at_features_and_ask_the_ledger_by_an_interface_of_their_own() {
        requireFeaturesOf("operations", "arena", "bidding", "closing", "monitoring", "platform");
    }

    @Test
    void meters_look_at_the_arena_and_at_what_waits_for_it() {
        requireFeaturesOf("meters", "arena", "bidding", "monitoring", "platform");
    }

    @Test
    void identity_monitoring_and_page_know_no_other_feature() {
        requireFeaturesOf("identity", "platform");
        requireFeaturesOf("monitoring", "platform");
        requireFeaturesOf("page");
        requireFeaturesOf("pictures");
        requireFeaturesOf("signin", "identity", "platform");
    }

    @Test
    void nothing_knows_the_wiring() {
        noClasses()
                .that()
                .resideInAPackage("dev.gavel.server.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(SERVER)
                .check(CLASSES);
    }

    @Test
    void only_the_wiring_sees_both_ledger_and_api() {
        noClasses()
                .that()
                .resideOutsideOfPackages(SERVER, "dev.gavel.server.ledger..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(Ledger.class.getPackageName())
                .check(CLASSES);
    }

    @Test
    void only_the_ledger_speaks_sql() {
        noClasses()
                .that()
                .resideInAPackage("dev.gavel.server..")
                .and()
                .resideOutsideOfPackage("dev.gavel.server.ledger..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..", "com.zaxxer..")
                .check(CLASSES);
    }

    @Test
    void only_pictures_are_unpacked_and_kept_in_buckets() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.gavel.server.pictures..")
                .and()
                .resideInAPackage("dev.gavel.server..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("software.amazon..", "javax.imageio..", "java.awt..")
                .check(CLASSES);
    }

    @Test
    void only_the_edge_speaks_http() {
        noClasses()
                .that()
                .resideInAPackage("dev.gavel.server..")
                .and()
                .resideOutsideOfPackage("dev.gavel.server.api..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.vertx..")
                .check(CLASSES);
    }

    /** The replay is in another module; that nobody else in it takes this clock is looked at in system-tests. */
    @Test
    void the_server_cannot_choose_the_clock_of_a_replay() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.gavel.server.arena..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ScriptTime.Recorded.class)
                .check(CLASSES);
        noClasses()
                .should()
                .callConstructor(ScriptTime.Recorded.class, LongSupplier.class)
                .check(CLASSES);
    }

    @Test
    void features_form_no_cycle() {
        slices().matching("dev.gavel.server.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void whatever_is_to_be_said_goes_to_the_log() {
        JavaClasses server = CLASSES.that(resideInAPackage("dev.gavel.server.."));
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(server);
        NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(server);
    }

    /** Of the server's packages, the feature depends on these and on itself only. */
    private static void requireFeaturesOf(String feature, String... known) {
        String[] allowed = Stream.concat(Stream.of(feature), Arrays.stream(known))
                .map(name -> "dev.gavel.server." + name + "..")
                .toArray(String[]::new);
        classes()
                .that(resideInAPackage("dev.gavel.server." + feature + ".."))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed).or(not(resideInAPackage("dev.gavel.server.."))))
                .check(CLASSES);
    }
}
