package dev.millrace.job.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.job.learn.objective.ObjectiveSettings;
import dev.millrace.job.learn.optimizer.AdamWSettings;
import dev.millrace.job.learn.optimizer.LearningRate;
import dev.millrace.job.settings.Option;
import dev.millrace.job.settings.OptionValues;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearnSettingsTest {
  private static final Map<String, String> REQUIRED =
      Map.of(
          "millrace.learn.model", "m",
          "millrace.learn.state-dir", "s",
          "millrace.learn.weights-dir", "w");

  @Test
  void theDefaultsAreTheAlgorithm() {
    LearnSettings settings = settings(Map.of());
    assertThat(settings.objective()).isEqualTo(ObjectiveSettings.defaults());
    assertThat(settings.optimizer()).isEqualTo(AdamWSettings.defaults());
    assertThat(settings.learningRate()).isEqualTo(new LearningRate(1e-4, 20, 0, 0.1));
    assertThat(settings.updatesPerStep()).isEqualTo(1);
    assertThat(settings.publishEverySteps()).isEqualTo(1);
    assertThat(settings.blobEverySteps()).isEqualTo(50);
    assertThat(settings.device()).isEqualTo("auto");
  }

  @Test
  void theKeysStay() {
    assertThat(LearnSettings.OPTIONS.stream().map(Option::key))
        .containsExactly(
            "millrace.learn.model",
            "millrace.learn.model-id",
            "millrace.learn.device",
            "millrace.learn.state-dir",
            "millrace.learn.weights-dir",
            "millrace.learn.correction",
            "millrace.learn.weight-level",
            "millrace.learn.clip-low",
            "millrace.learn.clip-high",
            "millrace.learn.dual-clip",
            "millrace.learn.weight-cap",
            "millrace.learn.learning-rate",
            "millrace.learn.warmup-steps",
            "millrace.learn.decay-steps",
            "millrace.learn.final-learning-rate-share",
            "millrace.learn.weight-decay",
            "millrace.learn.beta-1",
            "millrace.learn.beta-2",
            "millrace.learn.epsilon",
            "millrace.learn.gradient-norm-clip",
            "millrace.learn.updates-per-step",
            "millrace.learn.block-tokens",
            "millrace.learn.publish-every",
            "millrace.learn.blob-every-steps",
            "millrace.learn.keep-weight-files",
            "millrace.learn.queue",
            "millrace.learn.canary",
            "millrace.learn.step-timeout",
            "millrace.learn.close-timeout");
  }

  @ParameterizedTest
  @CsvSource({
    "millrace.learn.device, gpu",
    "millrace.learn.dual-clip, 0.5",
    "millrace.learn.clip-low, 1.5",
    "millrace.learn.learning-rate, NaN",
    "millrace.learn.learning-rate, -1",
    "millrace.learn.correction, decouple",
    "millrace.learn.updates-per-step, 0",
    "millrace.learn.blob-every-steps, 2.5"
  })
  void aValueOutOfRangeIsNamedWithItsOption(String key, String value) {
    assertThatThrownBy(() -> settings(Map.of(key, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(key)
        .hasMessageContaining("'" + value + "'");
  }

  @Test
  void theModelMustBeGiven() {
    assertThatThrownBy(() -> LearnSettings.from(OptionValues.of(Map.of()), "popo", 1))
        .hasMessageContaining("millrace.learn.model");
  }

  @Test
  void theDigestNamesWhatDecidesAStep() {
    String digest = settings(Map.of()).digest();
    assertThat(digest).matches("[0-9a-f]{64}");
    assertThat(settings(Map.of("millrace.learn.queue", "3")).digest()).isEqualTo(digest);
    assertThat(settings(Map.of("millrace.learn.clip-low", "0.1")).digest()).isNotEqualTo(digest);
    assertThat(settings(Map.of("millrace.learn.block-tokens", "64")).digest()).isNotEqualTo(digest);
  }

  @Test
  void settingsTravelToTheTaskManager() throws Exception {
    LearnSettings settings = settings(Map.of());
    assertThat(InstantiationUtil.clone(settings)).isEqualTo(settings);
  }

  private static LearnSettings settings(Map<String, String> options) {
    Map<String, String> all = new HashMap<>(REQUIRED);
    all.putAll(options);
    return LearnSettings.from(OptionValues.of(all), "popo", 1);
  }
}
