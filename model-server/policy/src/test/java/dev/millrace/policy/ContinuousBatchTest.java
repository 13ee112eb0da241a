package dev.millrace.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.millrace.schemas.Sampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContinuousBatchTest {
  private static final int MANY = 64;

  @BeforeEach
  @BeforeTry
  void enter() {
    Torch.enterThread();
  }

  @ParameterizedTest
  @MethodSource("dev.millrace.policy.DecoderTest#shapes")
  void answersEqualThoseOfABatchThatRunsToItsEnd(PolicyConfig config) {
    SplittableRandom random = new SplittableRandom(3);
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      requests.add(request(random, i, 24));
    }
    try (Policy policy = TestObjects.policy(config, 4);
        BatchRun run = new BatchRun(policy, MANY, 7)) {
      run.joinAll(requests);
      run.toTheEnd();
      run.requireAnswers(requests, Generation.generate(policy, requests));
    }
  }

  @Property(tries = 40, seed = "7")
  void answersDoNotDependOnWhoComesAndGoes(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int maxRows = 1 + random.nextInt(seed % 3 == 0 ? 60 : 9);
    int chunkTokens = 1 + random.nextInt(40);
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < 25 + maxRows; i++) {
      requests.add(request(random, i, 30));
    }
    List<GenerationRequest> answered = new ArrayList<>();
    try (Policy policy = TestObjects.policy(TestObjects.llama(), 4);
        BatchRun run = new BatchRun(policy, maxRows, chunkTokens)) {
      for (GenerationRequest request : requests) {
        while (run.batch().room() == 0) {
          run.step();
        }
        run.join(request);
        for (int steps = random.nextInt(80) / maxRows; steps > 0; steps--) {
          run.step();
        }
        if (random.nextInt(4) == 0) {
          run.leave(request);
        }
      }
      run.toTheEnd();
      for (GenerationRequest request : requests) {
        if (!run.hasLeft(request)) {
          answered.add(request);
        }
      }
      run.requireAnswers(answered, Generation.generate(policy, answered));
    }
  }

  @Test
  void oldAndYoungRowsLookBackAsFarAsTheyBegan() {
    SplittableRandom random = new SplittableRandom(21);
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      // Old rows fill a block of 16 and a part of the next; every third ends early.
      Sampling sampling = TestObjects.sampling(1, 1, 0, i % 3 == 0 ? 35 + i % 5 : 60);
      int[] prompt = TestObjects.prompt(random, 1 + i % 7);
      requests.add(TestObjects.request("b" + i, 0, prompt, sampling));
    }
    PolicyConfig endless = TestObjects.withoutEnd(TestObjects.llama());
    try (Policy policy = TestObjects.policy(endless, 4);
        BatchRun run = new BatchRun(policy, 40, 100)) {
      run.joinAll(requests.subList(0, 24));
      for (int i = 0; i < 30; i++) {
        run.step();
      }
      run.joinAll(requests.subList(24, 40));
      run.toTheEnd();
      run.requireAnswers(requests, Generation.generate(policy, requests));
    }
  }

  @Test
  void aBatchThatNeverEmptiesReusesItsColumns() {
    SplittableRandom random = new SplittableRandom(31);
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      int[] prompt = TestObjects.prompt(random, 1 + i % 9);
      requests.add(TestObjects.request("c" + i, 0, prompt, TestObjects.sampling(1, 1, 0, 40)));
    }
    PolicyConfig endless = TestObjects.withoutEnd(TestObjects.llama());
    try (Policy policy = TestObjects.policy(endless, 4);
        BatchRun run = new BatchRun(policy, 8, 100)) {
      for (GenerationRequest request : requests) {
        run.join(request);
        for (int i = 0; i < 10; i++) {
          run.step();
        }
      }
      run.toTheEnd();
      run.requireAnswers(requests, Generation.generate(policy, requests));
    }
  }

  @Test
  void greedyTokensAreTheSameWhateverTheChunksOfThePrompt() {
    int[] prompt = TestObjects.prompt(new SplittableRandom(5), 61);
    Sampling greedy = TestObjects.sampling(0, 1, 0, 40);
    GenerationRequest request = TestObjects.request("g", 0, prompt, greedy);
    GenerationRequest other =
        TestObjects.request("o", 0, new int[] {3}, TestObjects.sampling(1, 1, 0, 127));
    try (Policy policy = TestObjects.policy(TestObjects.withoutEnd(TestObjects.llama()), 4)) {
      List<Generated> whole = Generation.generate(policy, List.of(request));
      for (int chunk : new int[] {1, 2, 7, 16, 60, 61, 100}) {
        try (BatchRun run = new BatchRun(policy, 2, chunk)) {
          run.join(other);
          run.step();
          run.join(request);
          run.toTheEnd();
          run.requireAnswers(List.of(request), whole);
        }
      }
    }
  }

  @Test
  void aPromptRunsInChunksWhileOthersGoOn() {
    int[] prompt = TestObjects.prompt(new SplittableRandom(5), 60);
    GenerationRequest first =
        TestObjects.request("a", 0, new int[] {3}, TestObjects.sampling(1, 1, 0, 50));
    GenerationRequest second =
        TestObjects.request("b", 0, prompt, TestObjects.sampling(1, 1, 0, 5));
    try (Policy policy = TestObjects.policy(TestObjects.withoutEnd(TestObjects.llama()), 4);
        BatchRun run = new BatchRun(policy, 2, 10)) {
      run.join(first);
      assertThat(run.step()).isEqualTo(1);
      run.join(second);
      assertThat(run.step()).isEqualTo(1);
      assertThat(run.step()).isEqualTo(1);
      // With half of the rows free a chunk is 20 tokens; the third ends the prompt of 60.
      assertThat(run.step()).isEqualTo(2);
    }
  }

  @Test
  void theMostLikelyTokensAreThoseOfThePolicyBeforeTemperatureAndFilters() {
    int[] prompt = {5, 9, 4};
    Sampling sampling = TestObjects.sampling(0.5, 0.9, 4, 12);
    GenerationRequest asks = TestObjects.request("a", 0, prompt, sampling);
    try (Policy policy = TestObjects.policy(TestObjects.withoutEnd(TestObjects.llama()), 4);
        BatchRun run = new BatchRun(policy, 2, 8)) {
      run.join(asks, 5);
      run.join(TestObjects.request("b", 0, prompt, sampling), 0);
      run.toTheEnd();
      List<SequenceToken> tokens = run.tokens(asks);
      int[] all = TestObjects.concat(prompt, run.ids(asks));
      double[][] logits = new ReferenceDecoder(policy).logits(all);
      for (int t = 0; t < tokens.size(); t++) {
        Sampling plain = TestObjects.sampling(1, 1, 0, 1);
        double[] logProbs = ReferenceFilter.logProbs(logits[prompt.length - 1 + t], plain);
        double[] descending = Arrays.stream(logProbs).map(p -> -p).sorted().map(p -> -p).toArray();
        SequenceToken token = tokens.get(t);
        assertThat((double) token.modelLogProb()).isCloseTo(logProbs[token.token()], within(1e-4));
        assertThat(token.topTokens()).hasSize(5);
        for (int k = 0; k < 5; k++) {
          assertThat((double) token.topLogProbs()[k]).isCloseTo(descending[k], within(1e-4));
          assertThat(logProbs[token.topTokens()[k]]).isCloseTo(descending[k], within(1e-4));
        }
      }
      assertThat(run.tokens(TestObjects.request("b", 0, prompt, sampling)).get(0).topTokens())
          .isEmpty();
    }
  }

  @Test
  void tokensAfterASwapAreThoseOfTheNewWeightsOnWhatTheOldOnesCached() {
    int[] prompt = TestObjects.prompt(new SplittableRandom(8), 9);
    GenerationRequest request =
        TestObjects.request("s", 0, prompt, TestObjects.sampling(1, 1, 0, 20));
    PolicyConfig config = TestObjects.withoutEnd(TestObjects.llama());
    try (Policy before = TestObjects.policy(config, 4);
        Policy after = TestObjects.policy(config, 5);
        BatchRun run = new BatchRun(before, 2, 4)) {
      run.join(request);
      run.join(TestObjects.request("t", 0, new int[] {4}, TestObjects.sampling(1, 1, 0, 11)));
      for (int i = 0; i < 7; i++) {
        run.step();
      }
      run.use(after);
      run.toTheEnd();
      int[] tokens = run.ids(request);
      float[] expected = CachedReplay.logProbs(before, after, prompt, tokens, 7);
      assertThat(run.logProbs(request)).containsExactly(expected, within(1e-4f));
      float[] unswapped = CachedReplay.logProbs(before, before, prompt, tokens, 7);
      assertThat(Math.abs(unswapped[7] - expected[7])).isGreaterThan(1e-3f);
    }
  }

  @Test
  void sequencesThatComeAndGoLeaveNoArrayBehind() {
    try (Policy policy = TestObjects.policy(TestObjects.llama(), 4);
        BatchRun run = new BatchRun(policy, 5, 8)) {
      SplittableRandom random = new SplittableRandom(11);
      int policyBefore = policy.manager().getManagedArrays().size();
      int before = run.batch().arrays();
      for (int i = 0; i < 200; i++) {
        while (run.batch().room() == 0) {
          run.step();
        }
        run.join(request(random, i, 20), i % 3);
      }
      run.toTheEnd();
      assertThat(policy.manager().getManagedArrays()).hasSize(policyBefore);
      assertThat(run.batch().arrays()).isEqualTo(before);
      assertThat(run.batch().size()).isZero();
    }
  }

  @Test
  void aFullBatchAndAForeignRequestAreRefused() {
    try (ContinuousBatch batch = new ContinuousBatch(TestObjects.llama(), Device.cpu(), 1, 8)) {
      GenerationRequest foreign =
          TestObjects.request("x", 0, new int[] {23}, TestObjects.sampling(1, 1, 0, 1));
      assertThatThrownBy(() -> batch.join(foreign, 0))
          .hasMessageContaining("prompt token 23 is outside the vocabulary of 23");
      GenerationRequest fits =
          TestObjects.request("y", 0, new int[] {3}, TestObjects.sampling(1, 1, 0, 1));
      batch.join(fits, 0);
      assertThatThrownBy(() -> batch.join(fits, 0)).hasMessageContaining("full: 1 sequences");
    }
  }

  private static GenerationRequest request(SplittableRandom random, int index, int mostTokens) {
    double[] temperatures = {1, 1, 0.7, 0};
    int filter = random.nextInt(4);
    Sampling sampling =
        TestObjects.sampling(
            temperatures[random.nextInt(4)],
            filter == 0 ? 0.8 : 1,
            filter == 1 ? 4 : 0,
            1 + random.nextInt(mostTokens));
    // Every second request asks what some other asks, with draws of its own.
    SplittableRandom tokens = index % 2 == 0 ? new SplittableRandom(index % 6) : random;
    int[] prompt = TestObjects.prompt(tokens, 1 + tokens.nextInt(24));
    return TestObjects.request("r" + index, index % 3, prompt, sampling);
  }
}
