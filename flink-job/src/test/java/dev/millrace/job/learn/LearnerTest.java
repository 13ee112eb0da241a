package dev.millrace.job.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.job.batch.MicroBatch;
import dev.millrace.job.learn.objective.ObjectiveSettings;
import dev.millrace.job.learn.objective.ResponseTokens;
import dev.millrace.job.learn.optimizer.AdamWSettings;
import dev.millrace.job.learn.optimizer.LearningRate;
import dev.millrace.policy.LogProbs;
import dev.millrace.policy.Policy;
import dev.millrace.policy.Torch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearnerTest {
  @BeforeEach
  void enter() {
    Torch.enterThread();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 40, 100})
  void aStepInBlocksHasTheSameLossAndGradient(int blockTokens) {
    LearnTestObjects.Rows rows = new LearnTestObjects.Rows(28, 6, 4);
    // With β1 = 0 and no clip the first moment of the first update is the gradient.
    AdamWSettings plain = new AdamWSettings(0, 0.95f, 1e-8f, 0, 0);
    try (Learner whole = learner(plain, 1);
        Learner split = learner(plain, 1, blockTokens)) {
      Map<String, Double> expected = train(whole, LearnTestObjects.step(1, 3, rows, 1));
      Map<String, Double> found = train(split, LearnTestObjects.step(1, 3, rows, 1));

      double loss = expected.get("policy/loss");
      assertThat(found.get("policy/loss")).isCloseTo(loss, within(1e-6 * Math.abs(loss) + 1e-9));
      double norm = expected.get("policy/grad_norm");
      assertThat(found.get("policy/grad_norm")).isCloseTo(norm, within(1e-6 * norm));
      List<NDArray> gradients = whole.optimizer().firstMoments();
      for (int i = 0; i < gradients.size(); i++) {
        float[] one = gradients.get(i).toFloatArray();
        float[] two = split.optimizer().firstMoments().get(i).toFloatArray();
        for (int j = 0; j < one.length; j++) {
          assertThat((double) two[j]).isCloseTo(one[j], within(1e-6 * norm));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 40, 100, Integer.MAX_VALUE})
  void howRowsTravelChangesNoBitOfTheWeights(int blockTokens) {
    LearnTestObjects.Rows rows = new LearnTestObjects.Rows(28, 6, 4);
    try (Learner whole = learner(AdamWSettings.defaults(), 2, blockTokens);
        Learner split = learner(AdamWSettings.defaults(), 2, blockTokens)) {
      for (int step = 1; step <= 3; step++) {
        Map<String, Double> expected = train(whole, LearnTestObjects.step(step, 3, rows, 1));
        int parts = new int[] {2, 7, 28}[step - 1];
        Map<String, Double> found = train(split, LearnTestObjects.step(step, 3, rows, parts));
        assertThat(found).isEqualTo(expected);
      }
      for (int i = 0; i < whole.policy().parameters().size(); i++) {
        assertThat(split.policy().parameters().get(i).toFloatArray())
            .isEqualTo(whole.policy().parameters().get(i).toFloatArray());
      }
    }
  }

  @Test
  void theFirstUpdateClipsNothingAndALaterOneMay() {
    LearnTestObjects.Rows rows = new LearnTestObjects.Rows(16, 4, 4);
    try (Learner once = learner(AdamWSettings.defaults(), 1);
        Learner often = learner(AdamWSettings.defaults(), 8)) {
      Map<String, Double> first = train(once, LearnTestObjects.step(1, 3, rows, 1));
      assertThat(first.get("is/theta_over_prox/max")).isEqualTo(1);
      assertThat(first.get("policy/clip_fraction/low")).isZero();
      assertThat(first.get("policy/clip_fraction/high")).isZero();

      Map<String, Double> later = train(often, LearnTestObjects.step(1, 3, rows, 1));
      assertThat(later.get("is/theta_over_prox/max")).isGreaterThan(1);
      // The weights belong to π_prox / b, which no update of the step moves.
      assertThat(later.get("is/ess")).isCloseTo(first.get("is/ess"), within(1e-9));
      assertThat(later.get("policy/kl")).isCloseTo(first.get("policy/kl"), within(1e-9));
    }
  }

  @Test
  void trainingRaisesWhatHadPositiveAdvantage() {
    LearnTestObjects.Rows rows = new LearnTestObjects.Rows(16, 4, 4);
    try (Learner learner = learner(AdamWSettings.defaults(), 1)) {
      List<MicroBatch> step = LearnTestObjects.step(1, 3, rows, 1);
      double before = surrogate(learner.policy(), step.get(0));
      for (int i = 0; i < 20; i++) {
        train(learner, step);
      }
      assertThat(surrogate(learner.policy(), step.get(0))).isGreaterThan(before + 0.05);
    }
  }

  @Test
  void handlesStayAsManyAfterAHundredMicroBatches() {
    LearnTestObjects.Rows rows = new LearnTestObjects.Rows(8, 4, 3);
    try (Learner learner = learner(AdamWSettings.defaults(), 2)) {
      train(learner, LearnTestObjects.step(1, 3, rows, 2));
      CanaryProbe.of(learner.policy());
      int before = learner.policy().manager().getManagedArrays().size();
      for (int step = 2; step <= 51; step++) {
        train(learner, LearnTestObjects.step(step, 3, rows, 2));
        CanaryProbe.of(learner.policy());
      }
      assertThat(learner.policy().manager().getManagedArrays()).hasSize(before);
    }
  }

  /** Mean of A · log π over the trained tokens. */
  private static double surrogate(Policy policy, MicroBatch batch) {
    ResponseLayout layout = PaddedRows.of(batch);
    ResponseTokens tokens = layout.tokens();
    try (NDManager scope = policy.manager().newSubManager()) {
      NDArray targets = scope.create(layout.targets(), new Shape(tokens.rows(), tokens.columns()));
      float[] logProbs =
          LogProbs.ofTokens(layout.logSoftmax(policy, scope), targets).toFloatArray();
      double sum = 0;
      for (int i = 0; i < logProbs.length; i++) {
        int row = i / tokens.columns();
        sum += tokens.mask()[i] * tokens.advantages()[row] * logProbs[i];
      }
      return sum / tokens.tokens();
    }
  }

  private static Map<String, Double> train(Learner learner, List<MicroBatch> step) {
    StepUpdate update = learner.train(step.get(0).manifest(), step);
    assertThat(update.refusedBecause()).isEmpty();
    return update.metrics();
  }

  private static Learner learner(AdamWSettings optimizer, int updates) {
    return learner(optimizer, updates, Integer.MAX_VALUE);
  }

  private static Learner learner(AdamWSettings optimizer, int updates, int blockTokens) {
    return new Learner(
        Policy.initialise(LearnTestObjects.tinyPolicy(), 5, Device.cpu()),
        ObjectiveSettings.defaults(),
        optimizer,
        LearningRate.warmedUp(1e-2, 0),
        updates,
        blockTokens);
  }
}
