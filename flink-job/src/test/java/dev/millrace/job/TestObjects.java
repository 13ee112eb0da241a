package dev.millrace.job;

import dev.millrace.job.credit.Advantages;
import dev.millrace.job.credit.CreditedGroup;
import dev.millrace.job.filter.Slot;
import dev.millrace.job.ingest.GroupsLog;
import dev.millrace.job.ingest.LogExtent;
import dev.millrace.job.ingest.ReceivedGroup;
import dev.millrace.job.score.ResponseScore;
import dev.millrace.job.score.ScoredGroup;
import dev.millrace.schemas.FinishReason;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.Sampling;
import dev.millrace.schemas.VersionSpan;
import dev.millrace.schemas.WeightVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Builders of what flows, with values that a test does not care about. */
public final class TestObjects {
  public static final long LINEAGE = 7;

  private TestObjects() {}

  public static Prompt prompt(String id) {
    return new Prompt(id, "test", "1+1=", new int[] {1, 2, 3}, "2", "exact", Map.of(), 0);
  }

  public static Response response(String id, long step, int... tokens) {
    float[] logProbs = new float[tokens.length];
    Arrays.fill(logProbs, -0.5f);
    return new Response(
        id,
        tokens,
        logProbs,
        List.of(new VersionSpan(LINEAGE, step, 0, tokens.length)),
        FinishReason.STOP,
        "2",
        null);
  }

  /** A response with a text. */
  public static Response response(String id, String text) {
    Response sampled = response(id, 0, 4, 5);
    return new Response(
        id,
        sampled.tokens(),
        sampled.behaviourLogProbs(),
        sampled.spans(),
        sampled.finishReason(),
        text,
        null);
  }

  public static ResponseGroup group(String id, String promptId, long step, int responses) {
    List<Response> sampled = new ArrayList<>();
    for (int i = 0; i < responses; i++) {
      sampled.add(response(id + "/" + i, step, 4, 5 + i));
    }
    return new ResponseGroup(
        id,
        prompt(promptId),
        new int[] {1, 2, 3},
        sampled,
        new Sampling(1, 1, 0, 16, 1),
        "digest",
        "generator",
        0,
        0,
        null);
  }

  public static CreditedGroup credited(
      ResponseGroup group, int shard, long offset, float... rewards) {
    List<ResponseScore> scores = new ArrayList<>();
    for (float reward : rewards) {
      scores.add(new ResponseScore(Map.of("correct", reward), reward));
    }
    return new CreditedGroup(
        new ScoredGroup(new ReceivedGroup(group, shard, offset), scores),
        Advantages.groupRelative(rewards));
  }

  /** A slot of two responses, one right and one wrong, or both wrong. */
  public static Slot slot(int shard, long offset, long step, boolean effective) {
    String id = "g" + shard + "-" + offset;
    return new Slot(
        credited(group(id, "p" + shard, step, 2), shard, offset, effective ? 1 : 0, 0), effective);
  }

  public static WeightVersion version(long lineage, long step) {
    return new WeightVersion(
        "policy",
        lineage,
        step,
        lineage,
        Math.max(0, step - 1),
        "file:/w",
        "00",
        1,
        0,
        new long[0],
        null);
  }

  /** A log from which nothing was ever deleted. */
  public static GroupsLog log(int shards) {
    return () -> new LogExtent("groups", "id", new long[shards], ends(shards));
  }

  private static long[] ends(int shards) {
    long[] ends = new long[shards];
    Arrays.fill(ends, Long.MAX_VALUE);
    return ends;
  }
}
