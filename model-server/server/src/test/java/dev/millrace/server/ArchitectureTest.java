package dev.millrace.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.millrace.server");
  }

  @Test
  void onlyTheClientsKnowKafka() {
    noClasses()
        .that()
        .resideInAnyPackage("..admission..", "..weights..", "..sampling..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka..", "dev.millrace.server.kafka..")
        .check(classes);
  }

  @Test
  void onlyWeightsTouchArrays() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..weights..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl.ndarray..")
        .check(classes);
  }

  @Test
  void admissionKnowsNoOtherRoom() {
    noClasses()
        .that()
        .resideInAPackage("..admission..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..weights..", "..sampling..", "dev.millrace.policy..")
        .check(classes);
  }

  @Test
  void onlyOneRoomKnowsTheHttpLibrary() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.millrace.server.http..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..")
        .check(classes);
  }

  @Test
  void httpKnowsNoModel() {
    noClasses()
        .that()
        .resideInAnyPackage("..server.http..", "..server.access..", "..server.openai..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.millrace.policy..",
            "..server.engine..",
            "..server.answer..",
            "..server.chat..",
            "..server.api..")
        .check(classes);
  }

  @Test
  void theEngineKnowsNobodyWhoAsks() {
    noClasses()
        .that()
        .resideInAnyPackage("..server.engine..", "..server.weights..", "..server.sampling..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "..server.http..", "..server.openai..", "..server.answer..", "..server.api..")
        .check(classes);
  }
}
