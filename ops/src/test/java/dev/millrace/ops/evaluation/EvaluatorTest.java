package dev.millrace.ops.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.job.score.Verifiers;
import dev.millrace.ops.task.AdditionTask;
import dev.millrace.ops.task.DifficultyMix;
import dev.millrace.ops.task.JsonlPrompts;
import dev.millrace.ops.task.PromptSource;
import dev.millrace.ops.task.WarmStartPhase;
import dev.millrace.ops.task.WarmStartRecipe;
import dev.millrace.ops.warmstart.WarmStart;
import dev.millrace.policy.WeightsFile;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.WeightVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluatorTest {

  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final Judge JUDGE =
      new VerifierJudge(Verifiers.load(EvaluatorTest.class.getClassLoader()));
  private static final EvaluatorSettings SETTINGS = new EvaluatorSettings(1, 16, 1, 1);
  private static final AdditionTask TASK = task();

  @TempDir static Path directory;
  private static Path model;

  @BeforeAll
  static void makeAModel() throws IOException {
    model = WarmStart.startingPolicy(TASK, 1, JUDGE, directory.resolve("cache"), line -> {});
  }

  @Test
  void sameVersionHasTheSameAccuracyTwice() throws Exception {
    assertThat(evaluated(TASK, version(1, weights())))
        .usingRecursiveComparison()
        .ignoringFields("atMillis")
        .isEqualTo(evaluated(TASK, version(1, weights())));
  }

  @Test
  void versionWhoseFileIsGoneOrSpoiledIsPassedOver() throws Exception {
    Path spoiled = directory.resolve("spoiled.safetensors");
    Files.write(spoiled, new byte[] {1, 2, 3});
    try (Evaluator evaluator = start(TASK)) {
      evaluator.offer(version(1, directory.resolve("absent.safetensors").toString(), ""));
      assertThatThrownBy(() -> evaluator.finish(1, Duration.ofMillis(200)))
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining("evaluation of step 1");
      evaluator.offer(version(2, spoiled.toString(), WeightsFile.digest(spoiled)));
      evaluator.offer(version(3, weights()));

      assertThat(evaluator.finish(3, DEADLINE).step()).isEqualTo(3);
    }
  }

  @Test
  void promptWithAnUnknownVerifierIsNamed() {
    Prompt prompt = new Prompt("p-7", "d", "1+1=", new int[0], "2", "oracle", Map.of(), 0);
    PromptSource source = new JsonlPrompts("d", List.of(prompt), List.of(prompt), 2);

    assertThatThrownBy(() -> evaluated(source, version(1, weights())))
        .hasMessageContaining("p-7")
        .hasMessageContaining("'oracle' is unknown");
  }

  private static Evaluation evaluated(PromptSource source, WeightVersion version)
      throws InterruptedException, TimeoutException {
    try (Evaluator evaluator = start(source)) {
      evaluator.offer(version);
      return evaluator.finish(version.step(), DEADLINE);
    }
  }

  private static Evaluator start(PromptSource source) {
    return Evaluator.start(model, source, JUDGE, SETTINGS, Clock.systemUTC(), evaluation -> {});
  }

  private static Path weights() {
    return model.resolve("model.safetensors");
  }

  private static WeightVersion version(long step, Path file) {
    return version(step, file.toUri().toString(), WeightsFile.digest(file));
  }

  private static WeightVersion version(long step, String uri, String sha256) {
    return new WeightVersion("m", 1, step, 1, 0, uri, sha256, 1, 0, new long[] {0}, null);
  }

  private static AdditionTask task() {
    DifficultyMix one = DifficultyMix.of(1, 0);
    WarmStartPhase phase = new WarmStartPhase(one, one, 1, 2, 1);
    return new AdditionTask(1, one, new WarmStartRecipe(8, 3e-3f, 1, 8, List.of(phase)));
  }
}
