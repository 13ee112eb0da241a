package dev.millrace.job.score;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of judging one response: its channels, or why there are none.
 *
 * @param channels named rewards, {@link Verifier#CORRECT} among them; null when it was not judged
 * @param failure why it was not judged; empty when it was
 */
public record Judgement(@Nullable Map<String, Float> channels, String failure) {
  public Judgement {
    if ((channels == null) == failure.isEmpty()) {
      throw new IllegalArgumentException("channels " + channels + " and failure '" + failure + "'");
    }
  }

  static Judgement of(Map<String, Float> channels) {
    return new Judgement(channels, "");
  }

  static Judgement unscored(String failure) {
    return new Judgement(null, failure);
  }
}
