package io.reliablemessage.service;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rules of ARCHITECTURE.md that a compiler does not hold. */
class ArchitectureTest {
    private static final String BASE = "io.reliablemessage.service.";
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.reliablemessage.service");

    @Test
    void featuresFormNoCycles() {
        slices().matching(BASE + "(*)..").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void everyFeatureOfDeliveryLeansOnTheOutbox() {
        for (String feature : List.of("delivery", "receipt", "deadletter", "checkback")) {
            assertThat(MAIN.stream()
                            .filter(resideInAnyPackage(BASE + feature + ".."))
                            .flatMap(each -> each.getDirectDependenciesFromSelf().stream())
                            .anyMatch(each ->
                                    each.getTargetClass().getPackageName().startsWith(BASE + "outbox")))
                    .as("%s leans on the outbox", feature)
                    .isTrue();
        }
        noClasses()
                .that()
                .resideInAPackage(BASE + "outbox..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        BASE + "delivery..", BASE + "receipt..", BASE + "deadletter..", BASE + "checkback.."))
                .check(MAIN);
    }

    @Test
    void nothingButHealthLeansOnDelivery() {
        noClasses()
                .that()
                .resideOutsideOfPackages(BASE + "delivery..", BASE + "health..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(BASE + "delivery..")
                .check(MAIN);
    }

    @Test
    void onlyJdbcClassesTalkToTheDatabase() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.Jdbc[A-Za-z]*(\\$.*)?")
                .should()
                .dependOnClassesThat(describe(
                        "run SQL",
                        each -> each.isAssignableTo(JdbcOperations.class)
                                || each.isAssignableTo(NamedParameterJdbcOperations.class)
                                || each.isAssignableTo(JdbcClient.class)))
                .check(MAIN);
    }

    @Test
    void onlyJdbcClassesAndRepositoriesHoldSql() {
        Pattern statement = Pattern.compile(
                "\"\\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO|ALTER TABLE)\\s", Pattern.CASE_INSENSITIVE);
        assertThat(sources()
                        .filter(source -> !source.getFileName().toString().matches("Jdbc.*|.*Repository\\.java"))
                        .filter(source -> statement.matcher(read(source)).find()))
                .isEmpty();
    }

    @Test
    void nobodyChangesTheAuditTrail() {
        Pattern change = Pattern.compile(
                "\\b(UPDATE|DELETE\\s+FROM|DELETE|REPLACE\\s+INTO|TRUNCATE(\\s+TABLE)?|DROP\\s+TABLE(\\s+IF\\s+EXISTS)?)\\s+`?audit\\b(?!_)",
                Pattern.CASE_INSENSITIVE);
        assertThat("DELETE FROM audit WHERE number < 5")
                .matches(text -> change.matcher(text).find());
        assertThat(Stream.concat(sources(), migrations())
                        .filter(source -> change.matcher(read(source)).find()))
                .isEmpty();
        assertThat(sources()
                        .filter(source -> source.toString().contains("/retention/"))
                        .filter(source -> read(source).contains("audit")))
                .isEmpty();
    }

    @Test
    void namesSayWhatAClassDoes() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .check(MAIN);
        noClasses()
                .should()
                .resideInAnyPackage("..common..", "..util..", "..utils..", "..dto..", "..service.service..")
                .check(MAIN);
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
                .callMethod(ZonedDateTime.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callConstructor(Date.class)
                .check(MAIN);
    }

    @Test
    void nobodySleeps() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(MAIN);
    }

    @Test
    void everyPackageSaysWhatItIsAndMarksItsNulls() throws ClassNotFoundException {
        Set<String> packages = new TreeSet<>();
        MAIN.forEach(each -> packages.add(each.getPackageName()));
        assertThat(packages).hasSizeGreaterThan(10);
        for (String name : packages) {
            assertThat(Class.forName(name + ".package-info").isAnnotationPresent(NullMarked.class))
                    .as(name)
                    .isTrue();
        }
    }

    @Test
    void controllersLieInWebPackages() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Controller")
                .should()
                .resideInAPackage("..web")
                .check(MAIN);
    }

    private static Stream<Path> sources() {
        List<Path> java = files("src/main/java", ".java");
        assertThat(java).hasSizeGreaterThan(50);
        return java.stream();
    }

    private static Stream<Path> migrations() {
        List<Path> sql = files("../sql/service", ".sql");
        assertThat(sql).hasSizeGreaterThan(20);
        return sql.stream();
    }

    private static List<Path> files(String folder, String ending) {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
