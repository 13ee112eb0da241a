package dev.millrace.server;

import ai.djl.Device;
import dev.millrace.policy.Family;
import dev.millrace.policy.Policy;
import dev.millrace.policy.PolicyConfig;
import dev.millrace.schemas.Canary;
import dev.millrace.schemas.FinishReason;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.Sampling;
import dev.millrace.schemas.VersionSpan;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.schemas.topics.Shards;
import dev.millrace.server.admission.PendingPrompt;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Small prompts, groups, versions and policies for the tests of this module. */
public final class TestObjects {
  public static final int VOCABULARY = 13;
  public static final int END = 2;
  public static final Sampling SAMPLING = new Sampling(1f, 1f, 0, 6, 7);

  private TestObjects() {}

  public static Prompt prompt(String promptId, int... tokens) {
    return new Prompt(promptId, "test", "text", tokens, "4", "exact", Map.of(), 0);
  }

  /** A prompt id that belongs to a shard. */
  public static String promptId(int shard, int shards) {
    for (int i = 0; ; i++) {
      if (Shards.of("p" + i, shards) == shard) {
        return "p" + i;
      }
    }
  }

  public static PendingPrompt pending(int shard, long offset) {
    int[] tokens = {3, 4 + (int) (offset % 5), 5};
    return new PendingPrompt(
        prompt("p" + shard + "-" + offset, tokens), tokens, "prompts", shard, offset);
  }

  /** A group of one response with some tokens. */
  public static ResponseGroup group(PendingPrompt prompt, long step, int tokens, String text) {
    Response response =
        new Response(
            prompt.groupId() + "/0",
            new int[tokens],
            new float[tokens],
            List.of(new VersionSpan(1, step, 0, tokens)),
            FinishReason.LENGTH,
            text,
            null);
    return new ResponseGroup(
        prompt.groupId(),
        prompt.prompt(),
        prompt.tokens(),
        List.of(response),
        SAMPLING,
        "digest",
        "generator",
        0,
        0,
        null);
  }

  public static WeightVersion version(long lineage, long step, long... consumedOffsets) {
    return new WeightVersion(
        "policy", lineage, step, lineage, step - 1, "/none", "00", 0, 0, consumedOffsets, null);
  }

  public static WeightVersion version(
      String uri, String sha256, long bytes, @Nullable Canary canary, long... consumedOffsets) {
    return new WeightVersion("policy", 1, 1, 1, 0, uri, sha256, bytes, 0, consumedOffsets, canary);
  }

  public static Policy policy(long seed) {
    return policy(seed, END);
  }

  /** A policy whose answers end at their token limits only. */
  public static Policy endlessPolicy(long seed) {
    return policy(seed, new int[0]);
  }

  private static Policy policy(long seed, int... endTokens) {
    PolicyConfig config =
        new PolicyConfig(
            Family.LLAMA,
            VOCABULARY,
            8,
            2,
            2,
            1,
            4,
            12,
            32,
            10_000,
            1e-5,
            false,
            true,
            endTokens,
            1,
            0);
    return Policy.initialise(config, seed, Device.cpu());
  }
}
