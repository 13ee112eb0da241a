package dev.millrace.ops.trace;

import dev.millrace.ops.UserError;
import dev.millrace.schemas.StepRecord;
import java.util.Comparator;
import java.util.List;

/** Which record of a step is meant, where several lineages trained it. */
final class StepChoice {
  private StepChoice() {}

  /**
   * The record of the lineage that was named, else the surviving one. The first version of a
   * lineage is the step from which it continues, as an earlier lineage trained it.
   *
   * @throws UserError when there is none
   */
  static StepRecord of(LedgerSearch.Found found, Wanted wanted) {
    List<StepRecord> candidates =
        wanted.lineage() == 0
            ? found.steps().stream().filter(s -> !found.isUndone(s.lineage(), s.step())).toList()
            : found.steps().stream().filter(s -> s.lineage() <= wanted.lineage()).toList();
    return candidates.stream()
        .max(Comparator.comparingLong(StepRecord::lineage))
        .orElseThrow(() -> new UserError(problem(found, wanted)));
  }

  private static String problem(LedgerSearch.Found found, Wanted wanted) {
    if (wanted.step() == 0) {
      return wanted.text() + ": the starting policy was made by no step";
    }
    return wanted.text() + ": the ledger has no such step; the newest is " + found.lastStep();
  }
}
