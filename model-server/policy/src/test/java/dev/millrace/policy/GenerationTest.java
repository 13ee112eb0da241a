package dev.millrace.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.pytorch.jni.JniUtils;
import dev.millrace.schemas.FinishReason;
import dev.millrace.schemas.Sampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GenerationTest {
  @BeforeEach
  void enter() {
    Torch.enterThread();
  }

  /** Requests of several prompt lengths; every second pair shares a prompt. */
  private static List<GenerationRequest> mixed(Sampling sampling) {
    SplittableRandom random = new SplittableRandom(9);
    List<GenerationRequest> requests = new ArrayList<>();
    for (int length : new int[] {4, 1, 7, 4, 5}) {
      int[] prompt = TestObjects.prompt(random, length);
      for (int response = 0; response < 3; response++) {
        requests.add(
            TestObjects.request("r" + length + requests.size() / 3, response, prompt, sampling));
      }
    }
    return requests;
  }

  @ParameterizedTest
  @MethodSource("dev.millrace.policy.DecoderTest#shapes")
  void logProbsEqualThoseOfTheTrainingForward(PolicyConfig config) {
    List<GenerationRequest> requests = mixed(TestObjects.sampling(0.8, 1, 0, 21));
    try (Policy policy = TestObjects.policy(config, 4)) {
      List<Generated> generated = Generation.generate(policy, requests);
      for (int i = 0; i < requests.size(); i++) {
        int[] prompt = requests.get(i).promptTokens();
        float[] all =
            TestObjects.logProbs(
                policy, TestObjects.concat(prompt, generated.get(i).tokens()), 0.8);
        float[] expected = Arrays.copyOfRange(all, prompt.length - 1, all.length);
        assertThat(generated.get(i).logProbs()).containsExactly(expected, within(1e-5f));
      }
    }
  }

  @Test
  void filteredLogProbsAreThoseOfTheRenormalisedDistribution() {
    Sampling sampling = TestObjects.sampling(1.3, 0.7, 6, 12);
    List<GenerationRequest> requests = mixed(sampling);
    try (Policy policy = TestObjects.policy(TestObjects.llama(), 4)) {
      ReferenceDecoder reference = new ReferenceDecoder(policy);
      List<Generated> generated = Generation.generate(policy, requests);
      for (int i = 0; i < requests.size(); i++) {
        int[] prompt = requests.get(i).promptTokens();
        int[] tokens = generated.get(i).tokens();
        double[][] logits = reference.logits(TestObjects.concat(prompt, tokens));
        for (int t = 0; t < tokens.length; t++) {
          double[] kept = ReferenceFilter.logProbs(logits[prompt.length - 1 + t], sampling);
          assertThat((double) generated.get(i).logProbs()[t])
              .isCloseTo(kept[tokens[t]], within(1e-4));
        }
      }
    }
  }

  @Test
  void aRequestGetsTheSameAnswerAloneAndInABatch() {
    List<GenerationRequest> requests = new ArrayList<>();
    requests.addAll(mixed(TestObjects.sampling(1, 1, 0, 16)));
    requests.addAll(mixed(TestObjects.sampling(0.9, 0.8, 0, 9)));
    requests.addAll(mixed(TestObjects.sampling(0.9, 1, 5, 3)));
    requests.addAll(mixed(TestObjects.sampling(0, 1, 0, 5)));
    try (Policy policy = TestObjects.policy(TestObjects.llama(), 4)) {
      List<Generated> together = Generation.generate(policy, requests);
      for (int i = 0; i < requests.size(); i++) {
        Generated alone = Generation.generate(policy, List.of(requests.get(i))).get(0);
        assertThat(together.get(i).tokens()).isEqualTo(alone.tokens());
        assertThat(together.get(i).finishReason()).isEqualTo(alone.finishReason());
      }
    }
  }

  @Test
  void greedyTakesTheMostLikelyTokenWithLogProbZero() {
    int[] prompt = TestObjects.prompt(new SplittableRandom(3), 6);
    try (Policy policy = TestObjects.policy(TestObjects.llama(), 5)) {
      Generated generated =
          Generation.generate(
                  policy,
                  List.of(TestObjects.request("g", 0, prompt, TestObjects.sampling(0, 1, 0, 9))))
              .get(0);
      int[] tokens = TestObjects.concat(prompt, generated.tokens());
      double[][] logits = new ReferenceDecoder(policy).logits(tokens);
      for (int t = prompt.length; t < tokens.length; t++) {
        double[] row = logits[t - 1];
        assertThat(row[tokens[t]]).isEqualTo(Arrays.stream(row).max().orElseThrow());
      }
      assertThat(generated.logProbs()).containsOnly(0f);
    }
  }

  @Test
  void answersEndWithTheFirstEndTokenOrAtTheLimit() {
    List<GenerationRequest> requests = mixed(TestObjects.sampling(1, 1, 0, 40));
    try (Policy policy = TestObjects.policy(TestObjects.llama(), 6)) {
      int stopped = 0;
      for (Generated generated : Generation.generate(policy, requests)) {
        int[] tokens = generated.tokens();
        boolean atEnd = tokens[tokens.length - 1] == TestObjects.END;
        assertThat(Arrays.stream(tokens).limit(tokens.length - 1L)).doesNotContain(TestObjects.END);
        assertThat(generated.finishReason())
            .isEqualTo(atEnd ? FinishReason.STOP : FinishReason.LENGTH);
        assertThat(atEnd || tokens.length == 40).isTrue();
        stopped += atEnd ? 1 : 0;
      }
      assertThat(stopped).isPositive();
    }
  }

  @Test
  void aStopTokenOfTheRequestEndsItsAnswer() {
    Sampling sampling = TestObjects.sampling(1, 1, 0, 30);
    int[] prompt = {5, 6};
    try (Policy policy = TestObjects.policy(TestObjects.llama(), 6)) {
      int[] free =
          Generation.generate(policy, List.of(TestObjects.request("s", 0, prompt, sampling)))
              .get(0)
              .tokens();
      int stop = free[1];
      int length = free[0] == stop ? 1 : 2;
      Generated stopping =
          Generation.generate(
                  policy,
                  List.of(new GenerationRequest("s", 0, prompt, sampling, new int[] {stop})))
              .get(0);
      assertThat(stopping.tokens()).isEqualTo(Arrays.copyOf(free, length));
      assertThat(stopping.finishReason()).isEqualTo(FinishReason.STOP);
    }
  }

  @Test
  void limitsOfOneBatchMayDiffer() {
    int[] prompt = {5, 6, 7};
    List<GenerationRequest> requests = new ArrayList<>();
    for (int limit = 1; limit <= 20; limit++) {
      requests.add(TestObjects.request("l", 0, prompt, TestObjects.sampling(1, 1, 0, limit)));
    }
    try (Policy policy = TestObjects.policy(TestObjects.llama(), 8)) {
      List<Generated> generated = Generation.generate(policy, requests);
      int[] longest = generated.get(19).tokens();
      for (int i = 0; i < 20; i++) {
        int length = Math.min(i + 1, longest.length);
        assertThat(generated.get(i).tokens()).isEqualTo(Arrays.copyOf(longest, length));
      }
    }
  }

  @Test
  void aBatchThatShrinksGivesEveryRequestItsOwnAnswer() {
    SplittableRandom random = new SplittableRandom(12);
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      int limit = i % 8 == 0 ? 60 : 1 + i;
      int[] prompt = TestObjects.prompt(random, 1 + i % 3);
      Sampling sampling = TestObjects.sampling(1, 1, i % 5, limit);
      requests.add(new GenerationRequest("r" + i, 0, prompt, sampling, new int[0]));
    }
    PolicyConfig endless = TestObjects.withoutEnd(TestObjects.llama());
    try (Policy policy = TestObjects.policy(endless, 4)) {
      List<Generated> together = Generation.generate(policy, requests);
      for (int i = 0; i < requests.size(); i++) {
        Generated alone = Generation.generate(policy, List.of(requests.get(i))).get(0);
        assertThat(together.get(i).tokens()).hasSize(requests.get(i).sampling().maxTokens());
        assertThat(together.get(i).tokens()).isEqualTo(alone.tokens());
        assertThat(together.get(i).logProbs()).containsExactly(alone.logProbs(), within(1e-5f));
      }
    }
  }

  @Test
  void generationRefusesAThreadThatRecordsGradients() {
    try (Policy policy = TestObjects.policy(TestObjects.llama(), 8)) {
      JniUtils.setGradMode(true);
      try {
        assertThatThrownBy(() -> Generation.generate(policy, List.of()))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("Torch.enterThread");
      } finally {
        JniUtils.setGradMode(false);
      }
    }
  }

  @Test
  void requestsThatDoNotFitThePolicyAreRefused() {
    try (Policy policy = TestObjects.policy(TestObjects.llama(), 8)) {
      GenerationRequest tooLong =
          TestObjects.request("long", 0, new int[100], TestObjects.sampling(1, 1, 0, 29));
      assertThatThrownBy(() -> Generation.generate(policy, List.of(tooLong)))
          .hasMessageContaining("request long")
          .hasMessageContaining("129 positions, the policy has 128");
      GenerationRequest foreign =
          TestObjects.request("x", 0, new int[] {23}, TestObjects.sampling(1, 1, 0, 1));
      assertThatThrownBy(() -> Generation.generate(policy, List.of(foreign)))
          .hasMessageContaining("prompt token 23 is outside the vocabulary of 23");
    }
  }
}
