package dev.millrace.ops.soak;

import ai.djl.Device;
import dev.millrace.policy.Policy;
import dev.millrace.policy.Tokenizer;
import dev.millrace.policy.Torch;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.Sampling;
import dev.millrace.server.admission.PendingPrompt;
import dev.millrace.server.sampling.GroupRecipe;
import dev.millrace.server.sampling.PolicySampler;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/** Groups that a policy really sampled, from which a recording of any length is made. */
final class Templates {
  private static final int PROMPT_TOKENS = 8; // 123+456=
  private static final int RESPONSE_TOKENS = SoakPolicy.MAX_POSITIONS - PROMPT_TOKENS;
  private static final int AT_ONCE = 32;

  private Templates() {}

  /**
   * Samples.
   *
   * @param policy Hugging Face directory
   * @param count how many groups
   * @param groupSize G
   */
  static List<ResponseGroup> sample(Path policy, int count, int groupSize, long seed) {
    Torch.enterThread();
    SplittableRandom random = new SplittableRandom(seed);
    List<ResponseGroup> groups = new ArrayList<>(count);
    try (Policy weights = Policy.load(policy, Device.cpu());
        Tokenizer tokenizer = Tokenizer.load(policy)) {
      PolicySampler sampler =
          new PolicySampler(
              weights,
              new GroupRecipe(
                  groupSize,
                  new Sampling(1f, 1f, 0, RESPONSE_TOKENS, seed),
                  tokenizer.digest(),
                  "recording",
                  tokenizer::decode),
              Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
      while (groups.size() < count) {
        List<PendingPrompt> prompts = new ArrayList<>();
        for (int i = groups.size(); i < Math.min(count, groups.size() + AT_ONCE); i++) {
          prompts.add(pending(random, tokenizer, i));
        }
        groups.addAll(sampler.sample(prompts, 0, 0));
      }
    }
    return groups;
  }

  private static PendingPrompt pending(SplittableRandom random, Tokenizer tokenizer, int index) {
    String text =
        String.format(Locale.ROOT, "%03d+%03d=", random.nextInt(1000), random.nextInt(1000));
    Prompt prompt =
        new Prompt("template-" + index, "soak", text, new int[0], "", "exact", Map.of(), 0);
    return new PendingPrompt(prompt, tokenizer.encode(text), "templates", 0, index);
  }
}
