package dev.millrace.policy;

import dev.millrace.schemas.FinishReason;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One answer on its way through a {@link ContinuousBatch}. */
final class Sequence {
  private final long number;
  private final GenerationRequest request;
  private final int topLogProbs;
  private final long drawKey;
  private final int[] ends;
  private int position;
  private int sampled;
  private int lastToken;

  Sequence(long number, PolicyConfig config, GenerationRequest request, int topLogProbs) {
    int[] own = request.stopTokens();
    this.number = number;
    this.request = request;
    this.topLogProbs = topLogProbs;
    this.drawKey = Draws.key(request);
    this.ends = Arrays.copyOf(config.endTokens(), config.endTokens().length + own.length);
    System.arraycopy(own, 0, ends, config.endTokens().length, own.length);
  }

  long number() {
    return number;
  }

  GenerationRequest request() {
    return request;
  }

  int topLogProbs() {
    return topLogProbs;
  }

  int lastToken() {
    return lastToken;
  }

  /** Rotary position of the last token; only differences within a sequence matter. */
  int position() {
    return position;
  }

  /** The number that draws the next token. */
  float uniform() {
    return Draws.uniform(drawKey, sampled);
  }

  /** Says at which position the first token of the answer will be. */
  void follows(int promptEnd) {
    position = promptEnd - 1;
  }

  /** Takes the next token; returns why the answer ends with it, or null when it goes on. */
  @Nullable FinishReason take(int token) {
    lastToken = token;
    position++;
    sampled++;
    for (int end : ends) {
      if (end == token) {
        return FinishReason.STOP;
      }
    }
    return sampled == request.sampling().maxTokens() ? FinishReason.LENGTH : null;
  }
}
