package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GeneratorSettingsTest {
  private static GeneratorSettings settings(
      int shards, int batchSlots, int groupSize, int maxAheadSteps, int maxRows, String device) {
    return new GeneratorSettings(
        "localhost:9092",
        new Topics("demo"),
        shards,
        batchSlots,
        Path.of("model"),
        Path.of("weights"),
        device,
        groupSize,
        TestObjects.SAMPLING,
        maxAheadSteps,
        maxRows,
        "generator-1",
        Duration.ofMinutes(1),
        Map.of());
  }

  @Test
  void theDefaultsAreThoseOfTheAlgorithm() {
    GeneratorSettings settings =
        GeneratorSettings.of(
            "localhost:9092",
            new Topics("demo"),
            4,
            32,
            Path.of("model"),
            Path.of("weights"),
            TestObjects.SAMPLING);
    assertThat(settings.groupSize()).isEqualTo(8);
    assertThat(settings.maxAheadSteps()).isEqualTo(1);
    assertThat(settings.maxRows()).isEqualTo(256);
    assertThat(settings.device()).isEqualTo("auto");
    assertThat(settings.slotsPerShard()).isEqualTo(8);
    assertThat(settings.promptsPerBatch()).isEqualTo(32);
  }

  @Test
  void errorsNameTheOptionAndTheValue() {
    refused(() -> settings(0, 32, 8, 1, 256, "cpu"), "millrace.shards must be >= 1, was 0");
    refused(
        () -> settings(3, 32, 8, 1, 256, "cpu"),
        "millrace.batch-slots must be a multiple of millrace.shards 3, was 32");
    refused(
        () -> settings(4, 32, 1, 1, 256, "cpu"),
        "millrace.generator.group-size must be >= 2, was 1");
    refused(
        () -> settings(4, 32, 8, -1, 256, "cpu"),
        "millrace.generator.max-ahead-steps must be >= 0, was -1");
    refused(
        () -> settings(4, 32, 8, 1, 7, "cpu"), "millrace.generator.max-rows must be >= 8, was 7");
    refused(() -> settings(4, 32, 8, 1, 256, " "), "millrace.generator.device must not be empty");
  }

  private static void refused(Runnable make, String message) {
    assertThatThrownBy(make::run).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
