package dev.millrace.server.external;

import dev.millrace.policy.Generated;
import java.util.List;

/**
 * An answer as the engine gave it.
 *
 * @param generated tokens and the log-probs under which they were drawn
 * @param spans which weights sampled which tokens; empty when the engine does not say
 */
record ExternalAnswer(Generated generated, List<NamedSpan> spans) {
  /**
   * The tokens [start, end) and the name of the weights that sampled them.
   *
   * @param version the name that the engine was told, or its own for those it started with
   */
  record NamedSpan(String version, int start, int end) {}
}
