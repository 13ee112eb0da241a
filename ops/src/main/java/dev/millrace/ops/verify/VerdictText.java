package dev.millrace.ops.verify;

import dev.millrace.job.recompute.Difference;
import java.util.ArrayList;
import java.util.List;

/** A verdict as people read it. */
final class VerdictText {
  private VerdictText() {}

  static List<String> of(Verdict verdict) {
    List<String> lines = new ArrayList<>();
    lines.add("start      after step " + verdict.start() + ", from " + verdict.startedFrom());
    lines.add(
        "trained    "
            + verdict.trained()
            + " steps again: "
            + verdict.batchesEqual()
            + " batches and "
            + verdict.weightsEqual()
            + " weights equal"
            + (verdict.weightsUnnamed() == 0
                ? ""
                : ", " + verdict.weightsUnnamed() + " weights not named in the ledger"));
    for (Difference difference : verdict.differences()) {
      lines.add("difference " + difference);
    }
    if (verdict.stopped() != null) {
      lines.add("stopped    " + verdict.stopped());
    }
    verdict.notes().forEach(note -> lines.add("note       " + note));
    String asked =
        verdict.first() == verdict.last()
            ? "step " + verdict.first()
            : "steps " + verdict.first() + ".." + verdict.last();
    lines.add(asked + (verdict.passed() ? ": equal, byte for byte" : ": NOT verified"));
    return lines;
  }
}
