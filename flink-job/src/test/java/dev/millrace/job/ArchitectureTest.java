package dev.millrace.job;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
  /** The rooms in the order in which data passes. */
  private static final List<String> ROOMS =
      List.of(
          "ingest", "feedback", "score", "credit", "filter", "replay", "batch", "learn", "publish");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.millrace.job");

  static List<String> rooms() {
    return ROOMS;
  }

  private static String in(String room) {
    return "dev.millrace.job." + room + "..";
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void roomDependsOnNoRoomToItsRight(String room) {
    // Batch makes the record of a step's parts, and learn that of its result: data goes one way.
    for (String right : ROOMS.subList(ROOMS.indexOf(room) + 1, ROOMS.size())) {
      noClasses()
          .that()
          .resideInAPackage(in(room))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(in(right))
          .check(CLASSES);
    }
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void roomDoesNotKnowTheJob(String room) {
    noClasses()
        .that()
        .resideInAPackage(in(room))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.millrace.job")
        .check(CLASSES);
  }

  @Test
  void noRoomKnowsOfRecomputation() {
    noClasses()
        .that()
        .resideOutsideOfPackage(in("recompute"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(in("recompute"))
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(in("recompute"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.flink..", "org.apache.kafka..")
        .check(CLASSES);
  }

  @Test
  void settingsKnowNoRoom() {
    noClasses()
        .that()
        .resideInAPackage(in("settings"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOMS.stream().map(ArchitectureTest::in).toArray(String[]::new))
        .check(CLASSES);
  }

  @Test
  void onlyLearnComputesWithTensors() {
    noClasses()
        .that()
        .resideOutsideOfPackage(in("learn"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.djl..", "dev.millrace.policy..")
        .check(CLASSES);
  }

  @Test
  void coresHaveNoFrameworkNoClockAndNoHiddenRandomness() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOMS.stream().map(ArchitectureTest::in).toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.Random")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.time.Clock")
        .orShould()
        .callMethod(Math.class, "random")
        .check(CLASSES);
    noClasses()
        .that()
        .haveSimpleName("Advantages")
        .or()
        .haveSimpleName("Gate")
        .or()
        .haveSimpleName("RecencyOrder")
        .or()
        .haveSimpleName("WeightedDraw")
        .or()
        .haveSimpleName("BatchPlan")
        .or()
        .haveSimpleName("Lineages")
        .or()
        .haveSimpleName("SlotIndex")
        .or()
        .haveSimpleName("Packing")
        .or()
        .haveSimpleName("StepMetrics")
        .or()
        .haveSimpleName("GroupScores")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.flink..", "org.slf4j..")
        .check(CLASSES);
  }

  @Test
  void scoreCreditAndBatchTouchFlinkInDoorShellAndSettingsOnly() {
    noClasses()
        .that()
        .resideInAnyPackage(in("score"), in("credit"), in("batch"))
        .and()
        .haveSimpleNameNotEndingWith("Function")
        .and()
        .haveSimpleNameNotEndingWith("Operator")
        .and()
        .haveSimpleNameNotEndingWith("OperatorFactory")
        .and()
        .haveSimpleNameNotEndingWith("Settings")
        .and()
        .doNotHaveSimpleName("Score")
        .and()
        .haveNameNotMatching(".*\\.RemoteMetrics(\\$.*)?")
        .and()
        .doNotHaveSimpleName("Credit")
        .and()
        .doNotHaveSimpleName("Batch")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.flink..")
        .check(CLASSES);
  }

  @Test
  void onlyTheClientOfRemoteVerifiersSpeaksHttp() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.millrace.job.score.remote")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.net.http..")
        .check(CLASSES);
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.net.HttpURLConnection")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.net.URL")
        .check(CLASSES);
  }

  @Test
  void namesSayWhatThingsAre() {
    noClasses()
        .should()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Manager")
        .orShould()
        .haveSimpleNameEndingWith("Impl")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .check(CLASSES);
  }
}
