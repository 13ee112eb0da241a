package dev.millrace.policy;

import dev.millrace.schemas.Sampling;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Temperature, top-k and top-p in double precision, by sorting one row in plain Java. */
final class ReferenceFilter {
  private ReferenceFilter() {}

  /** Log-probs of what is kept, renormalised; negative infinity for the rest. */
  static double[] logProbs(double[] logits, Sampling sampling) {
    Integer[] order =
        IntStream.range(0, logits.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -logits[i]))
            .toArray(Integer[]::new);
    int k = sampling.topK() == 0 ? logits.length : Math.min(sampling.topK(), logits.length);
    double[] mass = new double[k];
    for (int rank = 0; rank < k; rank++) {
      mass[rank] = Math.exp(logits[order[rank]] / sampling.temperature());
    }
    double total = Arrays.stream(mass).sum();
    int kept = 0;
    double sum = 0;
    while (kept < k && sum / total < sampling.topP()) {
      sum += mass[kept];
      kept++;
    }
    double[] result = new double[logits.length];
    Arrays.fill(result, Double.NEGATIVE_INFINITY);
    for (int rank = 0; rank < kept; rank++) {
      result[order[rank]] = Math.log(mass[rank] / sum);
    }
    return result;
  }
}
