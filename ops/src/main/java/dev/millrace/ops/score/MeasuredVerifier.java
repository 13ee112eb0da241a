package dev.millrace.ops.score;

import dev.millrace.job.score.Verifier;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.Response;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;

/** A verifier, and how long it took over each response. */
final class MeasuredVerifier implements Verifier {
  private final Verifier verifier;
  private long[] nanos = new long[1024];
  private int count;

  MeasuredVerifier(Verifier verifier) {
    this.verifier = verifier;
  }

  @Override
  public String name() {
    return verifier.name();
  }

  @Override
  public boolean isBounded() {
    return verifier.isBounded();
  }

  @Override
  public Map<String, Float> score(Prompt prompt, String response) {
    return timed(() -> verifier.score(prompt, response));
  }

  @Override
  public Map<String, Float> score(Prompt prompt, Response response) {
    return timed(() -> verifier.score(prompt, response));
  }

  private Map<String, Float> timed(Supplier<Map<String, Float>> judgement) {
    long begin = System.nanoTime();
    try {
      return judgement.get();
    } finally {
      nanos = count < nanos.length ? nanos : Arrays.copyOf(nanos, 2 * count);
      nanos[count++] = System.nanoTime() - begin;
    }
  }

  /**
   * What was measured so far, in milliseconds; nearest rank.
   *
   * @param calls responses that were asked about; at least 1
   */
  record Times(int calls, double p50, double p99, double max) {}

  boolean wasAsked() {
    return count > 0;
  }

  Times times() {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return new Times(count, millis(sorted, 0.5), millis(sorted, 0.99), millis(sorted, 1));
  }

  private static double millis(long[] sorted, double share) {
    return sorted[(int) Math.ceil(share * sorted.length) - 1] / 1e6;
  }
}
