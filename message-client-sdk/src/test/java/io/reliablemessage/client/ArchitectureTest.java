package io.reliablemessage.client;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.reliablemessage.client.internal.schema.Dialect;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Date;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;

/** ARCHITECTURE.md on the SDK, as far as a machine can check it. */
class ArchitectureTest {
    private static final String CLIENT = "io.reliablemessage.client.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(CLIENT);

    @Test
    void partsLeanOnEachOtherInOneDirection() {
        slices().matching(CLIENT + "internal.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void producingConsumingAndCheckingDoNotKnowEachOther() {
        doNotKnowEachOther("produce", "consume", "check");
        doNotKnowEachOther("consume", "produce", "check");
        doNotKnowEachOther("check", "produce", "consume");
    }

    private static void doNotKnowEachOther(String part, String one, String other) {
        noClasses()
                .that()
                .resideInAPackage(CLIENT + "internal." + part + "..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(CLIENT + "internal." + one + "..", CLIENT + "internal." + other + ".."))
                .check(CLASSES);
    }

    @Test
    void whatApplicationsTypeKnowsNothingInternal() {
        noClasses()
                .that()
                .resideInAPackage("io.reliablemessage.client")
                .and()
                .haveNameNotMatching(".*\\.ReliableMessageClient(\\$.*)?") // Puts the parts together.
                .should()
                .dependOnClassesThat()
                .resideInAPackage(CLIENT + "internal..")
                .check(CLASSES);
    }

    @Test
    void coreNeedsNoSpringBoot() {
        noClasses()
                .that()
                .haveNameNotMatching(".*(AutoConfiguration|Properties|FailureAnalyzer)(\\$.*)?")
                .and()
                .resideOutsideOfPackage(CLIENT + "internal.autoconfigure")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.boot..")
                .check(CLASSES);
    }

    @Test
    void sqlIsInJdbcClasses() {
        noClasses()
                .that(DescribedPredicate.not(simpleNameStartingWith("Jdbc")))
                .and()
                // Knows how the databases differ, and no table.
                .areNotAssignableTo(Dialect.class)
                .and()
                .areTopLevelClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(JdbcOperations.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(NamedParameterJdbcOperations.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(JdbcClient.class)
                .check(CLASSES);
    }

    @Test
    void timeComesFromTheDatabaseOrAClock() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .orShould()
                .callMethod(LocalDate.class, "now")
                .orShould()
                .callConstructor(Date.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .check(CLASSES);
        noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Configuration")
                .and()
                .haveSimpleNameNotEndingWith("Builder")
                .should()
                .callMethod(Clock.class, "systemUTC")
                .check(CLASSES);
    }

    @Test
    void namesSayWhatAThingDoes() {
        noClasses()
                .should()
                .haveNameMatching(".*(Impl|Utils?|Helper|Manager|Handler|DTO|VO)")
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(CLASSES.stream().map(JavaClass::getPackage).distinct())
                .isNotEmpty()
                .allMatch(each -> each.isAnnotatedWith(NullMarked.class), "is @NullMarked in its package-info.java");
    }
}
