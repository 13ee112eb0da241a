package dev.millrace.ops.verify;

import dev.millrace.job.JobSettings;
import dev.millrace.job.learn.Blob;
import dev.millrace.job.learn.StoredLearner;
import dev.millrace.job.recompute.Difference;
import dev.millrace.job.recompute.Recomputation;
import dev.millrace.job.recompute.UnrecordedException;
import dev.millrace.ops.UserError;
import dev.millrace.ops.ledger.SurvivingLedger;
import dev.millrace.schemas.StepRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The training, once more, of recorded steps: from the nearest start that there is to the last step
 * that is asked for, or to the first that differs.
 */
final class Verification {
  /** Steps whose groups are read together. */
  private static final int WINDOW = 32;

  private final JobSettings settings;
  private final SurvivingLedger ledger;
  private final GroupWindow groups;
  private final List<String> notes = new ArrayList<>();
  private long trained;
  private long batchesEqual;
  private long weightsEqual;
  private long weightsUnnamed;

  Verification(JobSettings settings, SurvivingLedger ledger, GroupWindow groups) {
    this.settings = settings;
    this.ledger = ledger;
    this.groups = groups;
  }

  /**
   * Verifies steps.
   *
   * @param wanted steps of the ledger
   * @param progress takes the number of each step that came out right
   * @throws UserError when the ledger does not have the steps, or was written under other settings
   */
  Verdict verify(StepRange wanted, LongConsumer progress) throws IOException {
    long last = Math.min(wanted.last(), ledger.lastStep());
    boolean beyond = wanted.last() > last && wanted.last() != Long.MAX_VALUE;
    if (wanted.first() > last || beyond) {
      throw new UserError(
          "step "
              + Math.max(wanted.first(), wanted.last())
              + ": the ledger has no such step; the newest is "
              + ledger.lastStep());
    }
    Blob from =
        Starts.nearest(
                StoredLearner.blobs(Path.of(settings.learn().stateDirectory())).values(),
                ledger,
                wanted.first())
            .orElse(null);
    long start = from == null ? 0 : from.step();
    requireSettings(start + 1, last);
    List<Difference> differences = new ArrayList<>();
    String stopped = null;
    Path scratch = Files.createTempFile("millrace-verify", ".safetensors");
    try (Recomputation again =
        new Recomputation(
            settings.learn(),
            settings.score().combination(),
            settings.credit().estimator(),
            settings.batch().tokenBudget(),
            from,
            scratch)) {
      stopped = train(again, last, differences, progress);
    } finally {
      Files.deleteIfExists(scratch);
    }
    return new Verdict(
        wanted.first(),
        last,
        start,
        from == null ? "the starting policy " + settings.learn().model() : "blob " + from.weights(),
        trained,
        batchesEqual,
        weightsEqual,
        weightsUnnamed,
        differences,
        stopped,
        notes);
  }

  /** Trains up to a step; says why it stopped before, or nothing. */
  private @Nullable String train(
      Recomputation again, long last, List<Difference> differences, LongConsumer progress)
      throws IOException {
    int threads = StoredLearner.threads();
    while (again.step() < last) {
      long next = again.step() + 1;
      if ((trained % WINDOW) == 0) {
        groups.moveTo(
            ledger.steps().subMap(next, true, Math.min(last, next + WINDOW - 1), true).values());
      }
      StepRecord record = ledger.steps().get(next);
      if (record == null) {
        return "step " + next + " is missing in the ledger";
      }
      if (record.torchThreads() != threads && notes.isEmpty()) {
        notes.add(
            "recorded with "
                + record.torchThreads()
                + " threads of libtorch, recomputed with "
                + threads
                + ": sums may differ; set OMP_NUM_THREADS");
      }
      try {
        List<Difference> found = again.train(record, groups::groupOf);
        trained++;
        batchesEqual += found.stream().anyMatch(d -> d.field().equals("batch")) ? 0 : 1;
        if (record.weightsAfter().isEmpty()) {
          weightsUnnamed++;
        } else {
          weightsEqual += found.isEmpty() ? 1 : 0;
        }
        if (!found.isEmpty()) {
          differences.addAll(found);
          return null;
        }
      } catch (UnrecordedException e) {
        return "step " + next + " cannot be rebuilt: " + e.getMessage();
      }
      progress.accept(next);
    }
    return null;
  }

  private void requireSettings(long first, long last) {
    String digest = settings.learn().digest();
    for (StepRecord record : ledger.steps().subMap(first, true, last, true).values()) {
      if (!record.settingsDigest().equals(digest)) {
        throw new UserError(
            "step "
                + record.step()
                + " was trained under learner settings of digest "
                + record.settingsDigest()
                + ", these have "
                + digest
                + ": name those of the run with --settings or --set (millrace.learn.*)");
      }
    }
  }
}
