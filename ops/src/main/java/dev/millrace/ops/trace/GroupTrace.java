package dev.millrace.ops.trace;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The way of one group. Names are those of the JSON form.
 *
 * @param group its id
 * @param place partition@offset in the groups topic
 * @param prompt the task; null when the record is no longer there or cannot be decoded
 * @param sampled how the responses came about; null likewise
 * @param responses the responses; empty likewise
 * @param verdict what the filter made of the group, or why it was dropped, or what it waits for
 * @param uses the steps that it was trained in, or would have been
 * @param notes what else is to be known
 */
record GroupTrace(
    String group,
    String place,
    @Nullable PromptTrace prompt,
    @Nullable SamplingTrace sampled,
    List<ResponseTrace> responses,
    String verdict,
    List<Use> uses,
    List<String> notes) {

  /** The task of a group. */
  record PromptTrace(String id, String dataset, String text, String reference, String verifier) {}

  /** How the responses of a group were sampled. */
  record SamplingTrace(
      String generator,
      float temperature,
      float topP,
      int topK,
      int maxTokens,
      long seed,
      long startedAtMillis,
      long finishedAtMillis) {}

  /**
   * One response.
   *
   * @param id its id
   * @param text what it says
   * @param finish why it ended
   * @param tokens how many tokens it has
   * @param spans the weight versions that sampled it
   * @param channels its rewards by channel as the ledger has them; judged again where it has none;
   *     null when it cannot be judged again either
   * @param judgedAgain channels that come out when it is judged again, where those are not the ones
   *     that were trained; null otherwise
   * @param reward the reward of the ledger; null before the group was a slot, and when the response
   *     was left out
   * @param leftOut whether it was left out of its group because nobody could judge it
   */
  record ResponseTrace(
      String id,
      String text,
      String finish,
      int tokens,
      List<Span> spans,
      @Nullable Map<String, Float> channels,
      @Nullable Map<String, Float> judgedAgain,
      @Nullable Float reward,
      boolean leftOut) {}

  /**
   * Tokens [start, end) and the version that sampled them.
   *
   * @param undone whether a restart undid the step that made the version
   */
  record Span(String version, int start, int end, boolean undone) {}

  /**
   * A step with the group in one of its slots.
   *
   * @param step the step
   * @param lineage its lineage
   * @param kind fresh, filled or hole
   * @param age steps between sampling and training
   * @param timesUsed how often the group had been trained, this time included
   * @param undone whether a restart undid the step
   * @param version the version that it made, lineage.step
   * @param sha256 digest of its weights; empty when it published none
   * @param onDisk whether its file is still there; null when that cannot be told from here
   */
  record Use(
      long step,
      long lineage,
      String kind,
      int age,
      int timesUsed,
      boolean undone,
      String version,
      String sha256,
      @Nullable Boolean onDisk) {}
}
