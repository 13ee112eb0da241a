package dev.millrace.ops.ledger;

import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.WeightVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The steps that made the newest weights: what is left of a ledger when the steps that restarts
 * undid are taken out.
 *
 * <p>Writing is at least once, so equal records of one lineage and step count once.
 *
 * @param steps the surviving records by step
 * @param cuts last surviving step of every lineage that was heard of, see {@link LineageCuts}
 * @param undone records that a restart undid, in the order in which they were written
 * @param repeated records that were written again
 * @param differing steps, as lineage.step, of which two records differ in their content: none in a
 *     ledger that was written by one learner at a time
 */
public record SurvivingLedger(
    NavigableMap<Long, StepRecord> steps,
    NavigableMap<Long, Long> cuts,
    List<StepRecord> undone,
    int repeated,
    List<String> differing) {

  /** Folds a ledger that ends with a step of its newest lineage. */
  public static SurvivingLedger of(Collection<StepRecord> records) {
    return of(records, List.of());
  }

  /**
   * Folds a ledger.
   *
   * @param records in the order of the topic
   * @param versions of the same pipeline, as far as they are known: a lineage that has trained
   *     nothing yet is known by its first version alone
   */
  public static SurvivingLedger of(
      Collection<StepRecord> records, Collection<WeightVersion> versions) {
    LineageCuts lineages = new LineageCuts();
    records.forEach(record -> lineages.step(record.lineage(), record.step()));
    versions.forEach(lineages::version);
    NavigableMap<Long, Long> cuts = lineages.byLineage();
    NavigableMap<Long, StepRecord> steps = new TreeMap<>();
    List<StepRecord> undone = new ArrayList<>();
    List<String> differing = new ArrayList<>();
    int repeated = 0;
    for (StepRecord record : records) {
      if (record.step() > cuts.getOrDefault(record.lineage(), Long.MAX_VALUE)) {
        undone.add(record);
        continue;
      }
      // Below the cuts no two lineages have a step in common.
      StepRecord known = steps.putIfAbsent(record.step(), record);
      if (known != null) {
        repeated++;
        if (!StepContent.encoded(known).equals(StepContent.encoded(record))) {
          differing.add(record.lineage() + "." + record.step());
        }
      }
    }
    return new SurvivingLedger(
        Collections.unmodifiableNavigableMap(steps),
        cuts,
        List.copyOf(undone),
        repeated,
        List.copyOf(differing));
  }

  /** The newest surviving step; 0 before the first. */
  public long lastStep() {
    return steps.isEmpty() ? 0 : steps.lastKey();
  }

  /** Whether a restart undid this step of a lineage that is known here. */
  public boolean isUndone(long lineage, long step) {
    Long cut = cuts.get(lineage);
    return cut != null && step > cut;
  }

  /** Steps between the first and the last of which no record survives. */
  public List<Long> missing() {
    List<Long> missing = new ArrayList<>();
    long expected = steps.isEmpty() ? 0 : steps.firstKey();
    for (long step : steps.keySet()) {
      for (; expected < step; expected++) {
        missing.add(expected);
      }
      expected = step + 1;
    }
    return missing;
  }
}
