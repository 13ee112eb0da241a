package dev.millrace.ops.soak;

import dev.millrace.ops.ledger.Audit;
import dev.millrace.ops.ledger.SurvivingLedger;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.ops.train.RunOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run left behind.
 *
 * @param seconds how long it took
 * @param outcome its last version and its surviving steps
 */
record RunResult(double seconds, RunOutcome outcome) {
  private static final Duration READ = Duration.ofMinutes(1);

  /** Reads the topics of a run that has ended. */
  static RunResult read(RunPlan plan, double seconds) {
    try (TopicReader reader = TopicReader.open(plan.bootstrap(), READ)) {
      return new RunResult(seconds, RunOutcome.read(reader, plan.topics(), plan.recording()));
    }
  }

  SurvivingLedger ledger() {
    return outcome.ledger();
  }

  Audit audit() {
    return outcome.audit();
  }

  String ledgerDigest() {
    return outcome.ledgerDigest();
  }

  String weightsDigest() {
    return outcome.version().sha256();
  }

  /**
   * What is not as it must be, whatever happened to the run.
   *
   * @param settings how many steps it had to have
   * @param groups what was in its topic
   */
  List<String> faults(SoakSettings settings, RecordedGroups groups) {
    List<String> faults = new ArrayList<>();
    if (ledger().lastStep() != settings.steps()) {
      faults.add("ended at step " + ledger().lastStep() + " of " + settings.steps());
    }
    if (outcome.version().step() != settings.steps()) {
      faults.add("last version is of step " + outcome.version().step());
    }
    if (!ledger().missing().isEmpty()) {
      faults.add("no record of steps " + ledger().missing());
    }
    if (!ledger().differing().isEmpty()) {
      faults.add("records of one step differ: " + ledger().differing());
    }
    if (!audit().lost().isEmpty()) {
      faults.add("lost " + audit().lost());
    }
    if (!audit().doubled().isEmpty()) {
      faults.add("double " + audit().doubled());
    }
    if (!audit().wrongFills().isEmpty()) {
      faults.add("wrong fills " + audit().wrongFills());
    }
    if (!audit().dropped().equals(groups.refusals())) {
      faults.add("dropped " + audit().dropped() + " instead of " + groups.refusals());
    }
    return faults;
  }
}
