package dev.millrace.server.live;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which live requests are taken for training, and who judges their answers.
 *
 * @param route {@code chat}, {@code completions}, or null for both
 * @param key name of the key that asks; null for every one
 * @param share of these requests that is taken, in [0, 1]
 * @param verifier who judges; null when only the client may say so
 * @param reference the reference answer
 * @param parameters of the verifier
 * @param clientsChoose whether metadata of a request may say otherwise
 */
record TrafficRule(
    @Nullable String route,
    @Nullable String key,
    double share,
    @Nullable String verifier,
    String reference,
    Map<String, String> parameters,
    boolean clientsChoose) {
  TrafficRule {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share must be from 0 to 1, was " + share);
    }
    if (verifier != null) {
      Judging.requireName(verifier);
    }
    parameters = Map.copyOf(parameters);
  }

  /** A share of everything, judged as clients say. */
  static TrafficRule everything(double share) {
    return new TrafficRule(null, null, share, null, "", Map.of(), true);
  }

  boolean matches(String ofRoute, String ofKey) {
    return (route == null || route.equals(ofRoute)) && (key == null || key.equals(ofKey));
  }
}
