package dev.millrace.ops.warmstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ops.evaluation.Judge;
import dev.millrace.ops.task.AdditionTask;
import dev.millrace.ops.task.DifficultyMix;
import dev.millrace.ops.task.WarmStartPhase;
import dev.millrace.ops.task.WarmStartRecipe;
import dev.millrace.ops.warmstart.SupervisedBatch.Example;
import dev.millrace.policy.Policy;
import dev.millrace.policy.Tokenizer;
import dev.millrace.policy.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmStartTest {

  private static final Judge EXACT = (prompt, response) -> response.equals(prompt.reference());

  @TempDir Path cache;

  @BeforeEach
  void enterThread() {
    Torch.enterThread();
  }

  @Test
  void policyLearnsAndItsDirectoryLoads() throws IOException {
    List<String> progress = new ArrayList<>();

    Path directory = WarmStart.startingPolicy(task(40), 3, EXACT, cache, progress::add);

    assertThat(loss(progress.get(progress.size() - 1))).isLessThan(loss(progress.get(0)));
    try (Policy policy = Policy.load(directory, Torch.device("cpu"));
        Tokenizer tokenizer = Tokenizer.load(directory)) {
      assertThat(policy.config().vocabSize()).isEqualTo(tokenizer.vocabSize());
      assertThat(tokenizer.decode(tokenizer.encode("210+430="))).isEqualTo("210+430=");
    }
  }

  private static double loss(String progress) {
    return Double.parseDouble(progress.replaceAll(".* loss ([0-9.]+) .*", "$1"));
  }

  @Test
  void sameSettingsAndSeedMakeTheSameBytes() throws IOException {
    Path one = WarmStart.startingPolicy(task(5), 3, EXACT, cache.resolve("one"), line -> {});
    Path other = WarmStart.startingPolicy(task(5), 3, EXACT, cache.resolve("other"), line -> {});

    assertThat(one.getFileName()).isEqualTo(other.getFileName());
    assertThat(one.resolve("model.safetensors"))
        .hasSameBinaryContentAs(other.resolve("model.safetensors"));
  }

  @Test
  void cacheAnswersTheSecondTimeAndKeepsNothingElse() throws IOException {
    Path first = WarmStart.startingPolicy(task(2), 3, EXACT, cache, line -> {});
    List<String> progress = new ArrayList<>();
    Path second = WarmStart.startingPolicy(task(2), 3, EXACT, cache, progress::add);

    assertThat(second).isEqualTo(first);
    assertThat(progress).isEmpty();
    try (var entries = Files.list(cache)) {
      assertThat(entries).containsExactly(first);
    }
  }

  @Test
  void otherSettingsOrSeedMakeAnotherDirectory() {
    assertThat(CacheKey.of(task(2), 3))
        .isEqualTo(CacheKey.of(task(2), 3))
        .isNotEqualTo(CacheKey.of(task(2), 4))
        .isNotEqualTo(CacheKey.of(task(3), 3));
  }

  @Test
  void failureLeavesNothingInTheCache() throws IOException {
    Judge broken =
        (prompt, response) -> {
          throw new IllegalStateException("the judge is out");
        };

    assertThatThrownBy(() -> WarmStart.startingPolicy(task(2), 3, broken, cache, line -> {}))
        .hasMessageContaining("the judge is out");
    try (var entries = Files.list(cache)) {
      assertThat(entries).isEmpty();
    }
  }

  @Test
  void batchMasksResponsesOnly() {
    SupervisedBatch batch =
        SupervisedBatch.of(
            List.of(
                new Example(new int[] {1, 2}, new int[] {3, 9}),
                new Example(new int[] {4, 5, 6}, new int[] {7, 8, 9})));

    assertThat(batch.tokens()).containsExactly(1, 2, 3, 9, 0, 0, 4, 5, 6, 7, 8, 9);
    assertThat(batch.mask()).containsExactly(0, 0, 1, 1, 0, 0, 0, 0, 0, 1, 1, 1);
    assertThat(batch.firstResponseToken()).isEqualTo(2);
    assertThat(batch.responseTokens()).isEqualTo(5);
  }

  private static AdditionTask task(int steps) {
    DifficultyMix one = DifficultyMix.of(1, 0);
    WarmStartPhase phase = new WarmStartPhase(one, one, 1, steps, Math.max(1, steps / 2));
    return new AdditionTask(1, one, new WarmStartRecipe(32, 3e-3f, 5, 16, List.of(phase)));
  }
}
