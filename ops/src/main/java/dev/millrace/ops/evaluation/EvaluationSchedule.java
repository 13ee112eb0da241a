package dev.millrace.ops.evaluation;

import dev.millrace.schemas.WeightVersion;
import org.jspecify.annotations.Nullable;

/**
 * Which version is examined when: the first at once, then the newest after enough steps and enough
 * rest, and at the end of a run the newest whatever it costs. Time is an argument; not safe for
 * several threads.
 */
final class EvaluationSchedule {

  private final EvaluatorSettings settings;
  private @Nullable WeightVersion newest;
  private @Nullable WeightVersion tried;
  private boolean ending;
  private long restUntilNanos;

  EvaluationSchedule(EvaluatorSettings settings) {
    this.settings = settings;
  }

  /** Takes note of a published version. */
  void offer(WeightVersion version) {
    if (newest == null || version.compareTo(newest) > 0) {
      newest = version;
    }
  }

  /** From now on the newest version is due at once. */
  void end() {
    ending = true;
  }

  /** The version to examine now; null when none is due. */
  @Nullable WeightVersion due(long nowNanos) {
    WeightVersion candidate = newest;
    WeightVersion last = tried;
    if (candidate == null || last == null) {
      return candidate;
    }
    if (candidate.compareTo(last) == 0) {
      return null;
    }
    boolean enoughSteps = candidate.step() - last.step() >= settings.everySteps();
    return ending || (enoughSteps && nowNanos - restUntilNanos >= 0) ? candidate : null;
  }

  /** Takes note of an examination: rest = duration · (1 / share − 1). */
  void examined(WeightVersion version, long startNanos, long endNanos) {
    tried = version;
    double rest = (endNanos - startNanos) * (1 / settings.largestShare() - 1);
    restUntilNanos = endNanos + (long) rest;
  }

  /** Step of the newest version; −1 when there is none. */
  long newestStep() {
    return newest == null ? -1 : newest.step();
  }
}
