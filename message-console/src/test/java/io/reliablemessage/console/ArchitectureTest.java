package io.reliablemessage.console;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.stereotype.Controller;
import org.springframework.web.client.RestClient;

class ArchitectureTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.reliablemessage.console");

    @Test
    void featuresFormNoCycles() {
        slices().matching("io.reliablemessage.console.(*)..")
                .should()
                .beFreeOfCycles()
                .check(MAIN);
    }

    @Test
    void onlyTheServiceClientCalls() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.reliablemessage.console.service")
                .and()
                .doNotHaveSimpleName("IdentityProviderConfiguration")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(RestClient.class)
                .check(MAIN);
    }

    @Test
    void controllersAreNobodyElses() {
        classes()
                .that()
                .areAnnotatedWith(Controller.class)
                .should()
                .bePackagePrivate()
                .check(MAIN);
    }

    @Test
    void timeComesFromTheClock() {
        noClasses().should().callMethod(Instant.class, "now").check(MAIN);
    }
}
