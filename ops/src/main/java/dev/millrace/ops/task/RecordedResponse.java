package dev.millrace.ops.task;

/**
 * An answer that somebody has recorded.
 *
 * @param text as text
 * @param tokens its token ids, the end token included when it has one; empty when only the text was
 *     recorded
 * @param logProbs of the tokens under the policy that sampled them; empty when they were not
 *     recorded
 * @param ended whether it ended by itself, and not at a limit of tokens
 */
public record RecordedResponse(String text, int[] tokens, float[] logProbs, boolean ended) {
  public RecordedResponse {
    if (logProbs.length > 0 && logProbs.length != tokens.length) {
      throw new IllegalArgumentException(
          logProbs.length + " log-probs for " + tokens.length + " tokens");
    }
  }

  /** An answer of which only the text is known, and that it ended. */
  public static RecordedResponse of(String text) {
    return new RecordedResponse(text, new int[0], new float[0], true);
  }
}
