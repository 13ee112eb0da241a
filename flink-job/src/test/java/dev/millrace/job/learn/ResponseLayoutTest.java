package dev.millrace.job.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.job.batch.MicroBatch;
import dev.millrace.policy.LogProbs;
import dev.millrace.policy.Policy;
import dev.millrace.policy.PolicyConfig;
import dev.millrace.policy.Torch;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ResponseLayoutTest {
  private static final PolicyConfig TINY = LearnTestObjects.tinyPolicy();

  @Test
  void bothLayoutsPredictTheSame() {
    // Part 1 of 3 begins and ends inside a group: groups of three, two and three rows.
    MicroBatch batch =
        rows(LearnTestObjects.step(1, 9, new LearnTestObjects.Rows(16, 4, 6, 5), 1).get(0), 1, 9);
    batch.temperatures()[2] = 0.5f;
    Torch.enterThread();
    try (Policy policy = Policy.initialise(TINY, 5, Device.cpu())) {
      Map<String, Float> padded = logProbs(PaddedRows.of(batch), policy);
      Map<String, Float> shared = logProbs(Objects.requireNonNull(SharedPrompts.of(batch)), policy);
      assertThat(shared.keySet()).isEqualTo(padded.keySet());
      padded.forEach((key, value) -> assertThat(shared.get(key)).isCloseTo(value, within(1e-5f)));
    }
  }

  @Test
  void sharedPromptsAreTakenWhenTheySaveWork() {
    MicroBatch shortResponses =
        LearnTestObjects.step(1, 9, new LearnTestObjects.Rows(64, 8, 8, 5), 1).get(0);
    MicroBatch longResponses =
        LearnTestObjects.step(1, 9, new LearnTestObjects.Rows(64, 8, 4, 200), 1).get(0);
    assertThat(ResponseLayout.of(shortResponses, TINY)).isInstanceOf(SharedPrompts.class);
    assertThat(ResponseLayout.of(longResponses, TINY)).isInstanceOf(PaddedRows.class);
  }

  @Test
  void promptsOfDifferentLengthAreNotShared() {
    MicroBatch batch = LearnTestObjects.step(1, 9, new LearnTestObjects.Rows(8, 4, 6, 5), 1).get(0);
    // The second group's prompt is one token longer.
    for (int row = 4; row < 8; row++) {
      batch.mask()[row * batch.width() + 6] = 0;
    }
    assertThat(SharedPrompts.of(batch)).isNull();
    assertThat(ResponseLayout.of(batch, TINY)).isInstanceOf(PaddedRows.class);
  }

  @Test
  void rowsOfOneGroupWithDifferentPromptsAreNotShared() {
    MicroBatch batch = LearnTestObjects.step(1, 9, new LearnTestObjects.Rows(8, 4, 6, 5), 1).get(0);
    batch.tokens()[batch.width()] = 15;
    assertThat(SharedPrompts.of(batch)).isNull();
  }

  @Test
  void responsesOfOneTokenNeedThePromptAlone() {
    MicroBatch batch = LearnTestObjects.step(1, 9, new LearnTestObjects.Rows(8, 4, 6, 1), 1).get(0);
    Torch.enterThread();
    try (Policy policy = Policy.initialise(TINY, 5, Device.cpu())) {
      Map<String, Float> padded = logProbs(PaddedRows.of(batch), policy);
      Map<String, Float> shared = logProbs(Objects.requireNonNull(SharedPrompts.of(batch)), policy);
      padded.forEach((key, value) -> assertThat(shared.get(key)).isCloseTo(value, within(1e-5f)));
    }
  }

  @Test
  void rowsWithoutPromptAreRefused() {
    MicroBatch batch = LearnTestObjects.step(1, 9, new LearnTestObjects.Rows(8, 4, 0, 3), 1).get(0);
    assertThatThrownBy(() -> ResponseLayout.of(batch, TINY))
        .hasMessageContaining("first response token 0");
  }

  /** Log-probs of the trained tokens by what identifies them in any layout: A, column, b. */
  private static Map<String, Float> logProbs(ResponseLayout layout, Policy policy) {
    var tokens = layout.tokens();
    try (NDManager scope = policy.manager().newSubManager()) {
      NDArray targets = scope.create(layout.targets(), new Shape(tokens.rows(), tokens.columns()));
      float[] values = LogProbs.ofTokens(layout.logSoftmax(policy, scope), targets).toFloatArray();
      Map<String, Float> found = new HashMap<>();
      for (int i = 0; i < values.length; i++) {
        if (tokens.mask()[i] != 0) {
          int row = i / tokens.columns();
          found.put(
              tokens.advantages()[row] + " " + i % tokens.columns() + " " + tokens.behaviour()[i],
              values[i]);
        }
      }
      return found;
    }
  }

  /** Rows [from, to) of a micro-batch. */
  private static MicroBatch rows(MicroBatch b, int from, int to) {
    int w = b.width();
    return new MicroBatch(
        b.step(),
        0,
        1,
        b.manifest(),
        to - from,
        w,
        b.firstResponseToken(),
        Arrays.copyOfRange(b.tokens(), from * w, to * w),
        Arrays.copyOfRange(b.mask(), from * w, to * w),
        Arrays.copyOfRange(b.behaviourLogProbs(), from * w, to * w),
        Arrays.copyOfRange(b.advantages(), from, to),
        Arrays.copyOfRange(b.temperatures(), from, to),
        Arrays.copyOfRange(b.filled(), from, to),
        Arrays.copyOfRange(b.groups(), from, to));
  }
}
