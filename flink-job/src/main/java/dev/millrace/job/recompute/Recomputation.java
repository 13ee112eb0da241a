package dev.millrace.job.recompute;

import dev.millrace.job.batch.MicroBatch;
import dev.millrace.job.credit.Estimator;
import dev.millrace.job.learn.Blob;
import dev.millrace.job.learn.LearnSettings;
import dev.millrace.job.learn.Learner;
import dev.millrace.job.learn.StepUpdate;
import dev.millrace.job.learn.StoredLearner;
import dev.millrace.job.score.reward.Combination;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.SlotRecord;
import dev.millrace.schemas.StepRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A learner that trains recorded steps again, one after the other, and compares what comes out with
 * what the ledger has: rewards, batch digest, updates, the learner's figures, weights digests. On
 * the CPU equal input gives equal bytes, so any difference is one.
 *
 * <p>Confined to one thread, which has entered the engine.
 */
public final class Recomputation implements AutoCloseable {
  private final Learner learner;
  private final Combination combination;
  private final Estimator estimator;
  private final int tokenBudget;
  private final Path scratch;
  private long step;

  /**
   * A learner at its start.
   *
   * @param settings those of the run
   * @param combination how channels became rewards
   * @param estimator how rewards became credit
   * @param tokenBudget how rows travel
   * @param from where to start; null for the starting policy, before step 1
   * @param scratch a file that may be written and deleted
   * @throws IOException when the blob cannot be read
   */
  public Recomputation(
      LearnSettings settings,
      Combination combination,
      Estimator estimator,
      int tokenBudget,
      @Nullable Blob from,
      Path scratch)
      throws IOException {
    this.learner = from == null ? Learner.of(settings) : StoredLearner.of(settings, from);
    this.step = from == null ? 0 : from.step();
    this.combination = combination;
    this.estimator = estimator;
    this.tokenBudget = tokenBudget;
    this.scratch = scratch;
  }

  /** The step that the weights are after. */
  public long step() {
    return step;
  }

  /** The digest of the weights as they are now. */
  public String weightsDigest() throws IOException {
    return StoredLearner.weightsDigest(learner, scratch);
  }

  /**
   * Trains the next step.
   *
   * @param record the step after {@link #step()}
   * @param groups the group of a slot; null when it is not there any more
   * @return what differs, in the order in which it arises; a batch that differs is not trained, and
   *     nothing can be compared after it
   * @throws UnrecordedException when the step cannot be rebuilt
   */
  public List<Difference> train(
      StepRecord record, Function<SlotRecord, @Nullable ResponseGroup> groups)
      throws UnrecordedException, IOException {
    if (record.step() != step + 1) {
      throw new IllegalArgumentException("step " + record.step() + " after step " + step);
    }
    RebuiltStep rebuilt = RebuiltStep.of(record, groups, estimator);
    List<Difference> differences =
        new ArrayList<>(RecordedRewards.differences(record, groups, combination));
    compare(record, "batch", record.batchDigest(), rebuilt.manifest().batchDigest(), differences);
    if (!record.weightsBefore().isEmpty() && step == 0) {
      compare(record, "weights before", record.weightsBefore(), weightsDigest(), differences);
    }
    if (!differences.isEmpty()) {
      return differences;
    }
    List<MicroBatch> parts = rebuilt.microBatches(tokenBudget);
    StepUpdate update = learner.train(rebuilt.manifest(), parts);
    step = record.step();
    compare(
        record,
        "optimizer updates",
        String.valueOf(record.optimizerUpdates()),
        String.valueOf(update.updates()),
        differences);
    compare(record, "refusal", record.refusedBecause(), update.refusedBecause(), differences);
    for (Map.Entry<String, Double> figure : update.metrics().entrySet()) {
      String recorded = String.valueOf(record.metrics().get(figure.getKey()));
      compare(record, figure.getKey(), recorded, String.valueOf(figure.getValue()), differences);
    }
    if (!record.weightsAfter().isEmpty()) {
      compare(record, "weights after", record.weightsAfter(), weightsDigest(), differences);
    }
    return differences;
  }

  private static void compare(
      StepRecord record,
      String field,
      String recorded,
      String recomputed,
      List<Difference> differences) {
    if (!recorded.equals(recomputed)) {
      differences.add(new Difference(record.step(), field, recorded, recomputed));
    }
  }

  @Override
  public void close() {
    learner.close();
  }
}
