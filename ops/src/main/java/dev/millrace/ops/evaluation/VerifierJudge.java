package dev.millrace.ops.evaluation;

import dev.millrace.job.score.Panel;
import dev.millrace.job.score.Verifier;
import dev.millrace.schemas.Prompt;
import java.util.Map;

/**
 * A judge that asks the verifier a prompt names, as the stream does: right is what earns its whole
 * {@code correct} channel.
 *
 * @param verifiers by name
 */
public record VerifierJudge(Map<String, Verifier> verifiers) implements Judge {
  public VerifierJudge {
    verifiers = Map.copyOf(verifiers);
  }

  @Override
  public boolean correct(Prompt prompt, String response) {
    Panel panel;
    try {
      panel = Panel.of(prompt, verifiers);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("prompt " + prompt.promptId() + ": " + e.getMessage(), e);
    }
    try {
      return panel.verdict(response).getOrDefault(Verifier.CORRECT, 0f) >= 1f;
    } catch (RuntimeException e) {
      // Any failure of foreign code is the same fact: this response was not judged.
      throw new UnjudgedException("prompt " + prompt.promptId() + ": " + e.getMessage(), e);
    }
  }
}
