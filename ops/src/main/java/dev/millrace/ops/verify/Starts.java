package dev.millrace.ops.verify;

import dev.millrace.job.learn.Blob;
import dev.millrace.ops.ledger.SurvivingLedger;
import dev.millrace.schemas.StepRecord;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Where the training of recorded steps can begin. */
final class Starts {
  private Starts() {}

  /**
   * The newest blob before a step that is one of the surviving history: the ledger names its
   * weights as those after its step.
   *
   * @param blobs that are on the disk
   * @param first the step that is to be trained first
   * @return nothing when only the starting policy is left
   */
  static Optional<Blob> nearest(Collection<Blob> blobs, SurvivingLedger ledger, long first) {
    return blobs.stream()
        .filter(blob -> blob.step() < first)
        .filter(
            blob -> {
              StepRecord record = ledger.steps().get(blob.step());
              return record != null && record.weightsAfter().equals(blob.weightsSha256());
            })
        .max(Comparator.comparingLong(Blob::step));
  }
}
