package dev.millrace.ops.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ops.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
  @TempDir Path directory;

  @Test
  void endOfARunTakesItsDataAndLeavesReportAndLog() throws Exception {
    Path root = directory.resolve("state");
    try (StateDirectory state = StateDirectory.open(root)) {
      for (Path path :
          new Path[] {state.kafka(), state.flink(), state.weights(), state.learner()}) {
        Files.createDirectories(path.resolve("deep"));
        Files.writeString(path.resolve("deep/file"), "x");
      }
      Files.createDirectories(state.report());
      Files.writeString(state.report().resolve("index.html"), "x");
      Files.createDirectories(state.logFile().getParent());
      Files.writeString(state.logFile(), "x");
      state.deleteRunData();
      assertThat(root)
          .isDirectoryContaining("glob:**report")
          .isDirectoryContaining("glob:**logs")
          .isDirectoryNotContaining("glob:**kafka")
          .isDirectoryNotContaining("glob:**flink")
          .isDirectoryNotContaining("glob:**weights")
          .isDirectoryNotContaining("glob:**learner");
    }
    StateDirectory.open(root).close();
  }

  @Test
  void dataOfARunThatWasCutOffIsReplaced() throws Exception {
    try (StateDirectory state = StateDirectory.open(directory)) {
      Files.createDirectories(state.kafka());
    }
    try (StateDirectory state = StateDirectory.open(directory)) {
      assertThat(state.kafka()).doesNotExist();
    }
  }

  @Test
  void keptRunIsNotOverwritten() throws Exception {
    try (StateDirectory state = StateDirectory.open(directory)) {
      Files.createDirectories(state.kafka());
      state.keep();
    }
    refused(directory, "holds a run that was kept");
    assertThat(directory.resolve("kafka")).isDirectory();
  }

  @Test
  void keptRunIsTakenOverWithAllThatItHolds() throws Exception {
    try (StateDirectory state = StateDirectory.resume(directory)) {
      Files.createDirectories(state.kafka());
    }
    try (StateDirectory state = StateDirectory.resume(directory)) {
      assertThat(state.kafka()).isDirectory();
    }
    refused(directory, "holds a run that was kept");
  }

  @Test
  void whatADemoLeftWhenItWasCutOffIsNoRunToGoOnWith() throws Exception {
    try (StateDirectory state = StateDirectory.open(directory)) {
      Files.createDirectories(state.kafka());
    }
    try (StateDirectory state = StateDirectory.resume(directory)) {
      assertThat(state.kafka()).doesNotExist();
    }
  }

  @Test
  void directoryOfSomethingElseIsNotTouched() throws Exception {
    Files.writeString(directory.resolve("thesis.txt"), "years of work");
    refused(directory, "is not empty and was not made by millrace");
    assertThat(directory).isDirectoryNotContaining("glob:**.millrace-state");
  }

  @Test
  void directoryInUseIsRefused() {
    try (StateDirectory state = StateDirectory.open(directory)) {
      assertThat(state.root()).isEqualTo(directory);
      refused(directory, "in use by another millrace");
    }
  }

  @Test
  void fileAndUnwritableParentAreRefused() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");
    refused(file, "is a file");
    refused(file.resolve("below"), "cannot be written");
  }

  @Test
  void cacheFollowsTheCustomsOfTheSystem() {
    Path home = Path.of("/home/ada");
    assertThat(UserDirectories.cache("Linux", home, Map.of()))
        .isEqualTo(Path.of("/home/ada/.cache/millrace"));
    assertThat(UserDirectories.cache("Mac OS X", home, Map.of()))
        .isEqualTo(Path.of("/home/ada/Library/Caches/millrace"));
    assertThat(UserDirectories.cache("Linux", home, Map.of("XDG_CACHE_HOME", "/fast")))
        .isEqualTo(Path.of("/fast/millrace"));
    assertThat(UserDirectories.cache("Linux", home, Map.of("XDG_CACHE_HOME", "relative")))
        .isEqualTo(Path.of("/home/ada/.cache/millrace"));
  }

  @Test
  void stateFollowsTheCustomsOfTheSystem() {
    Path home = Path.of("/home/ada");
    assertThat(UserDirectories.state("Linux", home, Map.of()))
        .isEqualTo(Path.of("/home/ada/.local/state/millrace"));
    assertThat(UserDirectories.state("Mac OS X", home, Map.of()))
        .isEqualTo(Path.of("/home/ada/Library/Application Support/millrace"));
    assertThat(UserDirectories.state("Linux", home, Map.of("XDG_STATE_HOME", "/keep")))
        .isEqualTo(Path.of("/keep/millrace"));
  }

  private static void refused(Path directory, String reason) {
    assertThatThrownBy(() -> StateDirectory.open(directory))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining(reason);
  }
}
