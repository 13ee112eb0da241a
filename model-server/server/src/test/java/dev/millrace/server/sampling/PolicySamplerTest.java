package dev.millrace.server.sampling;

import static dev.millrace.server.TestObjects.END;
import static dev.millrace.server.TestObjects.SAMPLING;
import static dev.millrace.server.TestObjects.pending;
import static dev.millrace.server.TestObjects.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.policy.Generated;
import dev.millrace.policy.Policy;
import dev.millrace.policy.Torch;
import dev.millrace.schemas.FinishReason;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.Sampling;
import dev.millrace.schemas.VersionSpan;
import dev.millrace.server.admission.PendingPrompt;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PolicySamplerTest {
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(1234), ZoneOffset.UTC);
  private static Policy policy;

  @BeforeAll
  static void start() {
    Torch.enterThread();
    policy = policy(5);
  }

  @AfterAll
  static void end() {
    policy.close();
  }

  @BeforeEach
  void enterThread() {
    Torch.enterThread();
  }

  private static GroupSampler sampler(Sampling sampling) {
    GroupRecipe recipe = new GroupRecipe(4, sampling, "digest", "generator", Arrays::toString);
    return new PolicySampler(policy, recipe, CLOCK);
  }

  @Test
  void aGroupHasGResponsesOfOneVersion() {
    ResponseGroup group = sampler(SAMPLING).sample(List.of(pending(0, 3)), 9, 17).get(0);
    assertThat(group.groupId()).isEqualTo("prompts-0-3");
    assertThat(group.promptTokens()).isEqualTo(pending(0, 3).tokens());
    assertThat(group.responses()).hasSize(4);
    assertThat(group.startedAtMillis()).isEqualTo(1234);
    for (Response response : group.responses()) {
      assertThat(response.spans())
          .containsExactly(new VersionSpan(9, 17, 0, response.tokens().length));
      assertThat(response.tokens().length).isBetween(1, SAMPLING.maxTokens());
      for (float logProb : response.behaviourLogProbs()) {
        assertThat(logProb).isNegative().isFinite();
      }
    }
    assertThat(group.responses()).extracting(Response::responseId).doesNotHaveDuplicates();
  }

  @Test
  void theSamePromptRecordGivesTheSameGroupAloneAndInABatch() {
    PendingPrompt prompt = pending(0, 3);
    ResponseGroup alone = sampler(SAMPLING).sample(List.of(prompt), 1, 1).get(0);
    List<PendingPrompt> batch = List.of(pending(1, 1), pending(2, 4), prompt, pending(0, 4));
    ResponseGroup amongOthers = sampler(SAMPLING).sample(batch, 1, 1).get(2);
    for (int i = 0; i < 4; i++) {
      assertThat(amongOthers.responses().get(i).tokens())
          .isEqualTo(alone.responses().get(i).tokens());
    }
  }

  @Test
  void anotherSeedGivesAnotherGroup() {
    Sampling other = new Sampling(1f, 1f, 0, SAMPLING.maxTokens(), SAMPLING.seed() + 1);
    assertThat(Arrays.deepToString(tokens(sampler(other))))
        .isNotEqualTo(Arrays.deepToString(tokens(sampler(SAMPLING))));
  }

  private static int[][] tokens(GroupSampler sampler) {
    return sampler.sample(List.of(pending(0, 3)), 1, 1).get(0).responses().stream()
        .map(Response::tokens)
        .toArray(int[][]::new);
  }

  @Test
  void theTextEndsBeforeTheEndToken() {
    GroupRecipe recipe = new GroupRecipe(2, SAMPLING, "digest", "generator", Arrays::toString);
    float[] logProbs = {-1, -1};
    List<Sampled> answers =
        List.of(
            Sampled.by(1, 1, new Generated(new int[] {5, END}, logProbs, FinishReason.STOP)),
            Sampled.by(1, 1, new Generated(new int[] {5, 6}, logProbs, FinishReason.LENGTH)));
    ResponseGroup group = recipe.group(pending(0, 0), answers, 0, 0);
    assertThat(group.responses()).extracting(Response::text).containsExactly("[5]", "[5, 6]");
    assertThat(group.responses().get(0).tokens()).containsExactly(5, END);
  }
}
