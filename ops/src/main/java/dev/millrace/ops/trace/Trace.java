package dev.millrace.ops.trace;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known about what was asked for.
 *
 * @param asked what was asked for, in words
 * @param step the step that was asked for, or that made the version; null when a group was
 * @param groups the group, or the groups in the slots of the step
 */
record Trace(String asked, @Nullable StepTrace step, List<GroupTrace> groups) {

  /**
   * A step of the ledger.
   *
   * @param step the step
   * @param lineage its lineage
   * @param arm the arm that was trained
   * @param undone whether a restart undid it
   * @param slots slots by kind
   * @param weightsBefore digest of the weights that it started from
   * @param version the version that it made, lineage.step
   * @param sha256 digest of that version's weights
   * @param onDisk whether its file is still there; null when that cannot be told from here
   * @param updates optimizer updates; 0 when the step was refused
   * @param refusedBecause why, empty when it was not
   * @param finishedAtMillis epoch milliseconds
   * @param otherLineages lineages that trained the same step and were undone
   */
  record StepTrace(
      long step,
      long lineage,
      String arm,
      boolean undone,
      Map<String, Integer> slots,
      String weightsBefore,
      String version,
      String sha256,
      @Nullable Boolean onDisk,
      int updates,
      String refusedBecause,
      long finishedAtMillis,
      List<Long> otherLineages) {}
}
