package dev.millrace.ops.evaluation;

import dev.millrace.policy.Generated;
import dev.millrace.policy.Generation;
import dev.millrace.policy.GenerationRequest;
import dev.millrace.policy.Policy;
import dev.millrace.policy.Tokenizer;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.Sampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fixed list of prompts, one response each, and the share that is right. The draws depend on the
 * seed and the place in the list only, so two policies sit the same examination.
 *
 * <p>Generates a part of the prompts at a time, so that a large examination needs little memory.
 */
public final class Examination {
  private static final Logger LOG = LoggerFactory.getLogger(Examination.class);
  private static final int ROWS_AT_ONCE = 128;
  private static final int[] NO_STOPS = {};

  private final List<Prompt> prompts;
  private final List<int[]> tokens;
  private final Tokenizer tokenizer;
  private final int maxTokens;
  private final long seed;
  private final Judge judge;

  /**
   * An examination.
   *
   * @param prompts what is asked; at least one
   * @param tokenizer of the policies that will be examined
   * @param maxTokens longest response
   * @param seed of the draws
   * @param judge what is right
   */
  public Examination(
      List<Prompt> prompts, Tokenizer tokenizer, int maxTokens, long seed, Judge judge) {
    if (prompts.isEmpty()) {
      throw new IllegalArgumentException("an examination needs at least one prompt");
    }
    this.prompts = List.copyOf(prompts);
    this.tokens = prompts.stream().map(prompt -> tokenizer.encode(prompt.text())).toList();
    this.tokenizer = tokenizer;
    this.maxTokens = maxTokens;
    this.seed = seed;
    this.judge = judge;
  }

  /** Number of prompts. */
  public int size() {
    return prompts.size();
  }

  /**
   * Share of right answers among those that could be judged, in [0, 1]; 0 when none could.
   *
   * @param temperature of the sampling; 0 is greedy
   */
  public double accuracy(Policy policy, float temperature) {
    Marks marks = new Marks();
    for (int from = 0; from < prompts.size(); from += ROWS_AT_ONCE) {
      mark(policy, temperature, from, Math.min(prompts.size(), from + ROWS_AT_ONCE), marks);
    }
    if (marks.unjudged != null) {
      LOG.warn(
          "{} of {} responses to held-out prompts could not be judged; the first: {}",
          prompts.size() - marks.judged,
          prompts.size(),
          marks.unjudged.getMessage());
    }
    return marks.judged == 0 ? 0 : marks.right / (double) marks.judged;
  }

  /** What came of an examination so far. */
  private static final class Marks {
    private int judged;
    private int right;
    private @Nullable UnjudgedException unjudged;
  }

  private void mark(Policy policy, float temperature, int from, int to, Marks marks) {
    Sampling sampling = new Sampling(temperature, 1f, 0, maxTokens, seed);
    List<GenerationRequest> requests = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      String requestId = "examination-" + i;
      requests.add(new GenerationRequest(requestId, 0, tokens.get(i), sampling, NO_STOPS));
    }
    List<Generated> responses = Generation.generate(policy, requests);
    for (int i = from; i < to; i++) {
      int[] answer = withoutEnd(responses.get(i - from).tokens(), policy.config().endTokens());
      try {
        marks.right += judge.correct(prompts.get(i), tokenizer.decode(answer)) ? 1 : 0;
        marks.judged++;
      } catch (UnjudgedException e) {
        marks.unjudged = marks.unjudged == null ? e : marks.unjudged;
      }
    }
  }

  private static int[] withoutEnd(int[] tokens, int[] endTokens) {
    int last = tokens.length - 1;
    boolean ended = last >= 0 && Arrays.stream(endTokens).anyMatch(end -> end == tokens[last]);
    return ended ? Arrays.copyOf(tokens, last) : tokens;
  }
}
