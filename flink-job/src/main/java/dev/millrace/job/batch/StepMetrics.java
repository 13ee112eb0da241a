package dev.millrace.job.batch;

import dev.millrace.job.replay.BatchSlot;
import dev.millrace.job.replay.FreshStatistics;
import dev.millrace.job.replay.TrainingBatch;
import dev.millrace.schemas.SlotKind;
import dev.millrace.schemas.SlotRecord;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** The figures of a step that are known before it is trained, by their names in the ledger. */
final class StepMetrics {
  private final Map<String, Double> metrics = new TreeMap<>();

  private StepMetrics() {}

  /**
   * The figures of a step; a mean over nothing is left out.
   *
   * @param batches [S] of the step, in the order of the shards
   * @param slotsWanted B
   */
  static Map<String, Double> of(List<TrainingBatch> batches, int slotsWanted) {
    StepMetrics result = new StepMetrics();
    FreshStatistics fresh =
        batches.stream()
            .map(TrainingBatch::fresh)
            .reduce(FreshStatistics.NONE, FreshStatistics::plus);
    result.fresh(fresh);
    List<BatchSlot> slots = batches.stream().flatMap(batch -> batch.slots().stream()).toList();
    List<SlotRecord> trained =
        slots.stream().filter(slot -> slot.trained() != null).map(BatchSlot::record).toList();
    result.trained(trained);
    double filled = trained.stream().filter(StepMetrics::isFilled).count();
    result.metrics.put("replay/fill_fraction", filled / slotsWanted);
    result.metrics.put("replay/size", batches.stream().mapToDouble(TrainingBatch::held).sum());
    return result.metrics;
  }

  private void fresh(FreshStatistics fresh) {
    metrics.put("response/generated", (double) fresh.responses());
    metrics.put("response/left_out", (double) (fresh.responses() - fresh.scored()));
    if (fresh.responses() == 0) {
      return;
    }
    double responses = fresh.responses();
    double scored = fresh.scored(); // at least two of each group
    double mean = fresh.rewards() / scored;
    metrics.put("reward/all/mean", mean);
    metrics.put(
        "reward/all/std", Math.sqrt(Math.max(0, fresh.squaredRewards() / scored - mean * mean)));
    fresh
        .channels()
        .forEach((name, sum) -> metrics.put("reward/channel/" + name + "/mean", sum / scored));
    metrics.put("groups/effective_fraction", fresh.effective() / (double) fresh.groups());
    metrics.put("response/length/mean", fresh.tokens() / responses);
    metrics.put("response/length/max", (double) fresh.longest());
    metrics.put("response/clipped_ratio", fresh.clipped() / responses);
  }

  private void trained(List<SlotRecord> trained) {
    double sum = 0;
    double squares = 0;
    int responses = 0;
    for (SlotRecord slot : trained) {
      for (float reward : slot.rewards()) {
        if (!Float.isNaN(reward)) {
          sum += reward;
          squares += (double) reward * reward;
          responses++;
        }
      }
    }
    if (responses > 0) {
      double mean = sum / responses;
      metrics.put("reward/trained/mean", mean);
      metrics.put("reward/trained/std", Math.sqrt(Math.max(0, squares / responses - mean * mean)));
    }
    summarise("age", trained, slot -> true, SlotRecord::ageSteps);
    summarise("age/fresh", trained, slot -> !isFilled(slot), SlotRecord::ageSteps);
    summarise("age/replayed", trained, StepMetrics::isFilled, SlotRecord::ageSteps);
    summarise("replay/times_used", trained, slot -> true, SlotRecord::timesUsed);
  }

  private void summarise(
      String name,
      List<SlotRecord> slots,
      Predicate<SlotRecord> which,
      ToDoubleFunction<SlotRecord> figure) {
    var statistics = slots.stream().filter(which).mapToDouble(figure).summaryStatistics();
    if (statistics.getCount() > 0) {
      metrics.put(name + "/mean", statistics.getAverage());
      metrics.put(name + "/max", statistics.getMax());
    }
  }

  private static boolean isFilled(SlotRecord slot) {
    return slot.kind() == SlotKind.FILLED;
  }
}
