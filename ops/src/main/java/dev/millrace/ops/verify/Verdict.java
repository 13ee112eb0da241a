package dev.millrace.ops.verify;

import dev.millrace.job.recompute.Difference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a verification found. Names are those of the JSON form.
 *
 * @param first first step that was asked for
 * @param last last step that was asked for
 * @param start the step from which the learner was trained again; 0 is the starting policy
 * @param startedFrom what it started from, in words
 * @param trained steps that were trained again, those before {@code first} among them
 * @param batchesEqual of those, the ones with the recorded batch digest
 * @param weightsEqual of those, the ones after which the weights have the recorded digest
 * @param weightsUnnamed of those, the ones for which the ledger names no digest
 * @param differences of the first step that has any
 * @param stopped why not all could be trained; null when they could
 * @param notes what else is to be known
 */
record Verdict(
    long first,
    long last,
    long start,
    String startedFrom,
    long trained,
    long batchesEqual,
    long weightsEqual,
    long weightsUnnamed,
    List<Difference> differences,
    @Nullable String stopped,
    List<String> notes) {

  /** Whether every step was trained again and came out as it was recorded. */
  boolean passed() {
    return differences.isEmpty() && stopped == null;
  }
}
