package dev.millrace.ops.train;

import dev.millrace.job.settings.Recording;
import dev.millrace.ops.UserError;
import dev.millrace.ops.ledger.Audit;
import dev.millrace.ops.ledger.LedgerDigest;
import dev.millrace.ops.ledger.OffsetRange;
import dev.millrace.ops.ledger.PipelineRecords;
import dev.millrace.ops.ledger.SurvivingLedger;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.schemas.topics.Topics;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a recorded run left behind, read back from its topics.
 *
 * @param version the last version
 * @param ledger the steps that made it
 * @param audit what became of every group
 * @param ledgerDigest digest of the steps, equal for equal runs
 */
public record RunOutcome(
    WeightVersion version, SurvivingLedger ledger, Audit audit, String ledgerDigest) {

  /**
   * Reads the topics of a run that has ended.
   *
   * @param recording what the run read
   * @throws UserError when it has not come to its end
   */
  public static RunOutcome read(TopicReader reader, Topics topics, Recording recording) {
    PipelineRecords records = PipelineRecords.read(reader, topics);
    WeightVersion version =
        records.versions().stream()
            // The last version repeats the weights of the one before it.
            .max(Comparator.<WeightVersion>naturalOrder().thenComparing(WeightVersion::last))
            .filter(WeightVersion::last)
            .orElseThrow(
                () -> new UserError("run " + topics.pipeline() + ": has not come to its end"));
    Map<Integer, OffsetRange> log = new TreeMap<>();
    reader
        .ranges(recording.topic())
        .forEach(
            (partition, range) -> {
              long end = recording.until()[partition];
              log.put(partition, new OffsetRange(Math.min(range.begin(), end), end));
            });
    SurvivingLedger ledger = records.surviving();
    return new RunOutcome(
        version, ledger, Audit.of(log, ledger, records.dropped()), LedgerDigest.of(ledger));
  }

  /** Whether every group counted once and every step is there. */
  public boolean exactlyOnce() {
    return audit.exactlyOnce()
        && ledger.missing().isEmpty()
        && ledger.differing().isEmpty()
        && ledger.lastStep() == version.step();
  }
}
