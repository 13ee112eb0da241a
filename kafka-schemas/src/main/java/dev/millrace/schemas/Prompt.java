package dev.millrace.schemas;

import java.util.List;
import java.util.Map;

/**
 * One task for the policy: what to answer, and how the answers will be judged.
 *
 * @param promptId stable identity; its hash chooses the shard, so all groups of a prompt share one
 * @param dataset the task or data set that the prompt comes from
 * @param text the prompt as text
 * @param tokens token ids of the text; empty when the generator is to tokenize it
 * @param reference the reference answer handed to the verifier
 * @param verifier name of the verifier that scores the responses, or names joined with {@code +}
 * @param verifierParameters named parameters of the verifier
 * @param createdAtMillis when the prompt was made, epoch milliseconds
 */
public record Prompt(
    String promptId,
    String dataset,
    String text,
    int[] tokens,
    String reference,
    String verifier,
    Map<String, String> verifierParameters,
    long createdAtMillis) {
  /** Name of the verifier whose groups wait for what is said of their responses. */
  public static final String FEEDBACK = "feedback";

  public Prompt {
    if (promptId.isEmpty()) {
      throw new IllegalArgumentException("promptId is empty");
    }
  }

  /**
   * The verifiers that judge together, whose names the verifier joins with {@code +}; mostly one.
   */
  public List<String> verifierParts() {
    return List.of(verifier.split("\\+", -1));
  }

  /**
   * Whether the groups of this prompt wait for feedback: they are written to the pending topic, and
   * the job writes them to the groups topic when they have settled.
   */
  public boolean waitsForFeedback() {
    return verifierParts().contains(FEEDBACK);
  }
}
