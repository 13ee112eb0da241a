package dev.millrace.ops.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a soak showed.
 *
 * @param expected the run in peace
 * @param killed the run under kills
 * @param recoveries how long the next step took after each kill, by kind
 * @param overall the same over all kinds
 * @param lineages lineages of the run under kills
 * @param lateVersions versions that a generator passed over since it knew newer ones
 * @param faults what must not be, in words; empty when all is well
 */
record SoakResult(
    RunResult expected,
    RunResult killed,
    Map<KillKind, Recoveries.Summary> recoveries,
    Recoveries.Summary overall,
    int lineages,
    long lateVersions,
    List<String> faults) {

  static SoakResult of(
      SoakSettings settings,
      RecordedGroups groups,
      RunResult expected,
      RunResult killed,
      SoakRun run) {
    List<String> faults = new ArrayList<>();
    expected.faults(settings, groups).forEach(fault -> faults.add("in peace: " + fault));
    killed.faults(settings, groups).forEach(fault -> faults.add("under kills: " + fault));
    run.versions().violations().forEach(fault -> faults.add("under kills: " + fault));
    if (run.missed() > 0) {
      faults.add("the run was over before its last " + run.missed() + " kills");
    }
    if (!expected.weightsDigest().equals(killed.weightsDigest())) {
      faults.add("final weights differ");
    }
    if (!expected.ledgerDigest().equals(killed.ledgerDigest())) {
      faults.add("ledgers differ" + firstDifference(expected, killed));
    }
    return new SoakResult(
        expected,
        killed,
        run.recoveries().byKind(),
        run.recoveries().overall(),
        run.versions().lineages(),
        run.versions().late(),
        faults);
  }

  private static String firstDifference(RunResult expected, RunResult killed) {
    for (var step : expected.ledger().steps().entrySet()) {
      var other = killed.ledger().steps().get(step.getKey());
      if (other == null || !other.batchDigest().equals(step.getValue().batchDigest())) {
        return " from the batch of step " + step.getKey();
      }
      if (!other.weightsAfter().equals(step.getValue().weightsAfter())) {
        return " from the weights of step " + step.getKey();
      }
    }
    return "";
  }

  boolean passed() {
    return faults.isEmpty();
  }
}
