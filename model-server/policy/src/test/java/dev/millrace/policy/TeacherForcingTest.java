package dev.millrace.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TeacherForcingTest {
  @BeforeEach
  void enter() {
    Torch.enterThread();
  }

  @ParameterizedTest
  @MethodSource("dev.millrace.policy.DecoderTest#shapes")
  void ownAnswersHaveTheLogProbsThatTheyWereSampledWith(PolicyConfig config) {
    try (Policy policy = TestObjects.policy(config, 4)) {
      int[] prompt = TestObjects.prompt(new SplittableRandom(9), 5);
      List<GenerationRequest> requests = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        requests.add(
            TestObjects.request("r", i, prompt, TestObjects.sampling(0.8, 1, 0, 3 + 2 * i)));
      }
      List<Generated> generated = Generation.generate(policy, requests);
      List<float[]> forced =
          TeacherForcing.logProbs(
              policy, prompt, generated.stream().map(Generated::tokens).toList(), 0.8f);
      for (int i = 0; i < requests.size(); i++) {
        assertThat(forced.get(i)).containsExactly(generated.get(i).logProbs(), within(1e-5f));
      }
    }
  }

  @Test
  void manyAndEmptyAnswersAreReadInParts() {
    SplittableRandom random = new SplittableRandom(3);
    try (Policy policy = TestObjects.policy(TestObjects.llama(), 4)) {
      int[] prompt = TestObjects.prompt(random, 7);
      List<int[]> answers = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        answers.add(TestObjects.prompt(random, i % 90));
      }
      List<float[]> forced = TeacherForcing.logProbs(policy, prompt, answers, 1f);
      assertThat(forced).hasSameSizeAs(answers);
      for (int i = 0; i < answers.size(); i += 7) {
        float[] all = TestObjects.logProbs(policy, TestObjects.concat(prompt, answers.get(i)), 1);
        assertThat(forced.get(i))
            .containsExactly(Arrays.copyOfRange(all, prompt.length - 1, all.length), within(1e-5f));
      }
      assertThat(TeacherForcing.logProbs(policy, prompt, List.of(), 1f)).isEmpty();
    }
  }

  @Test
  void whatHasNoLogProbsIsRefused() {
    try (Policy policy = TestObjects.policy(TestObjects.llama(), 4)) {
      assertThatThrownBy(() -> TeacherForcing.logProbs(policy, new int[0], List.of(), 1f))
          .hasMessage("the prompt has no tokens");
      assertThatThrownBy(() -> TeacherForcing.logProbs(policy, new int[] {1}, List.of(), 0f))
          .hasMessage("temperature must be finite and > 0, was 0.0");
    }
  }
}
