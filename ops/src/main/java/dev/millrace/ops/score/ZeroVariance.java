package dev.millrace.ops.score;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often a group would teach nothing, had it fewer responses. Of n responses of which n_v have
 * the value v, k drawn without repetition are all equal with probability Σ_v C(n_v, k) / C(n, k);
 * this averages that over the groups, so every response counts and no order is assumed.
 */
final class ZeroVariance {
  private final int responses;
  private double shares;
  private long groups;

  /**
   * Of groups of a size.
   *
   * @param responses k; at least 2
   */
  ZeroVariance(int responses) {
    this.responses = responses;
  }

  /**
   * The probability for one group.
   *
   * @param counts n_v, responses of each value
   * @param drawn k, at most Σ n_v
   */
  static double probability(Collection<Integer> counts, int drawn) {
    int all = counts.stream().mapToInt(Integer::intValue).sum();
    if (drawn > all) {
      throw new IllegalArgumentException(drawn + " drawn of " + all);
    }
    double equal = 0;
    for (int count : counts) {
      double product = 1;
      for (int i = 0; i < drawn; i++) {
        product *= Math.max(0, count - i) / (double) (all - i);
      }
      equal += product;
    }
    return equal;
  }

  /** Counts a group, if it has enough responses. */
  void add(float[] values) {
    if (values.length < responses) {
      return;
    }
    Map<Float, Integer> counts = new TreeMap<>();
    for (float value : values) {
      counts.merge(value, 1, Integer::sum);
    }
    shares += probability(counts.values(), responses);
    groups++;
  }

  int responses() {
    return responses;
  }

  long groups() {
    return groups;
  }

  /** The mean over the groups; 0 of none. */
  double share() {
    return groups == 0 ? 0 : shares / groups;
  }
}
