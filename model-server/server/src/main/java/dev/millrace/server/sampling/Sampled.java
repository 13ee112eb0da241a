package dev.millrace.server.sampling;

import dev.millrace.policy.Generated;
import dev.millrace.schemas.FinishReason;
import dev.millrace.schemas.VersionSpan;
import dev.millrace.server.engine.SampledToken;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer and the weight versions that sampled it.
 *
 * @param generated the answer
 * @param spans contiguous, from the first token to the last
 */
record Sampled(Generated generated, List<VersionSpan> spans) {

  /** An answer of one version. */
  static Sampled by(long lineage, long step, Generated generated) {
    return new Sampled(
        generated, List.of(new VersionSpan(lineage, step, 0, generated.tokens().length)));
  }

  /** An answer that came token by token; consecutive tokens of one version are one span. */
  static Sampled of(List<SampledToken> tokens, FinishReason reason) {
    int[] ids = new int[tokens.size()];
    float[] logProbs = new float[tokens.size()];
    List<VersionSpan> spans = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < ids.length; i++) {
      SampledToken token = tokens.get(i);
      ids[i] = token.id();
      logProbs[i] = token.logProb();
      boolean ends =
          i + 1 == ids.length
              || tokens.get(i + 1).lineage() != token.lineage()
              || tokens.get(i + 1).step() != token.step();
      if (ends) {
        spans.add(new VersionSpan(token.lineage(), token.step(), start, i + 1));
        start = i + 1;
      }
    }
    return new Sampled(new Generated(ids, logProbs, reason), List.copyOf(spans));
  }
}
