package dev.millrace.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.millrace.server", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule onlyTheClientsKnowKafka =
      noClasses()
          .that()
          .resideInAnyPackage("..admission..", "..weights..", "..sampling..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "dev.millrace.server.kafka..");

  @ArchTest
  static final ArchRule onlyWeightsTouchArrays =
      noClasses()
          .that()
          .resideOutsideOfPackage("..weights..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl.ndarray..");

  @ArchTest
  static final ArchRule admissionKnowsNoOtherRoom =
      noClasses()
          .that()
          .resideInAPackage("..admission..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..weights..", "..sampling..", "dev.millrace.policy..");
}
