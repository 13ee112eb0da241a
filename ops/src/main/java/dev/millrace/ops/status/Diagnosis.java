package dev.millrace.ops.status;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a pipeline is doing and what it waits for, told from the facts alone: the nearest cause
 * first.
 *
 * @param verdict whether it trains
 * @param waitingFor what it waits for, in words
 */
record Diagnosis(Verdict verdict, String waitingFor) {
  /** The state of a pipeline, with the exit status that says it. */
  enum Verdict {
    /** Steps advance, or the last one of a recorded run is done. */
    TRAINING(0),
    /** Nothing is lost, but no step comes. */
    DEGRADED(1),
    /** A part that training cannot do without is not there. */
    DOWN(3);

    private final int exitStatus;

    Verdict(int exitStatus) {
      this.exitStatus = exitStatus;
    }

    int exitStatus() {
      return exitStatus;
    }
  }

  /** Without a step for so long, and for so many usual steps, a pipeline counts as stalled. */
  private static final double PATIENCE_SECONDS = 15;

  private static final int PATIENCE_STEPS = 8;
  private static final long LONG_CHECKPOINT_MILLIS = 30_000;

  /** The reserve below which a one-machine run gives no prompts, unless another was named. */
  private static final long LITTLE_ROOM_BYTES = 512L << 20;

  private static final Set<String> COMING_BACK =
      Set.of("CREATED", "INITIALIZING", "RESTARTING", "FAILING", "RECONCILING", "SUSPENDED");
  private static final List<String> NO_ROOM =
      List.of("no space left", "disk quota", "not enough space", "disk is full");

  static Diagnosis of(Facts facts) {
    StreamFacts stream = facts.stream();
    JobFacts job = facts.job();
    if (stream == null) {
      return new Diagnosis(Verdict.DOWN, "the broker: " + facts.streamProblem());
    }
    if (stream.last()) {
      return new Diagnosis(Verdict.TRAINING, "nothing: the run is complete");
    }
    boolean advances = advances(stream, facts.atMillis());
    if (job == null) {
      return advances
          ? new Diagnosis(Verdict.TRAINING, next(stream))
          : new Diagnosis(Verdict.DOWN, "Flink: " + facts.jobProblem());
    }
    if (job.state().isEmpty() || job.state().equals("FINISHED") || job.state().equals("CANCELED")) {
      return advances
          ? new Diagnosis(Verdict.TRAINING, next(stream))
          : new Diagnosis(
              Verdict.DOWN,
              "a job: " + (job.state().isEmpty() ? "none runs" : "the last is " + job.state()));
    }
    if (job.state().startsWith("FAIL") && !job.state().equals("FAILING")) {
      return new Diagnosis(Verdict.DOWN, "a new start: the job failed, " + because(job.failure()));
    }
    if (COMING_BACK.contains(job.state())) {
      return new Diagnosis(
          Verdict.DEGRADED,
          "the job: it is "
              + job.state().toLowerCase(Locale.ROOT)
              + (job.failure().isEmpty() ? "" : ", " + because(job.failure())));
    }
    if (!job.checkpointFailure().isEmpty()) {
      return new Diagnosis(
          advances ? Verdict.TRAINING : Verdict.DEGRADED,
          "a checkpoint: the last one failed, " + because(job.checkpointFailure()));
    }
    return advances
        ? new Diagnosis(Verdict.TRAINING, next(stream))
        : new Diagnosis(Verdict.DEGRADED, stalled(stream, job, facts.atMillis()));
  }

  private static boolean advances(StreamFacts stream, long now) {
    double patience = Math.max(PATIENCE_SECONDS, PATIENCE_STEPS * stream.stepSeconds());
    return stream.stepAtMillis() > 0 && (now - stream.stepAtMillis()) / 1e3 <= patience;
  }

  private static String next(StreamFacts stream) {
    return "nothing: step " + (stream.step() + 1) + " is next";
  }

  private static String stalled(StreamFacts stream, JobFacts job, long now) {
    if (job.failedAtMillis() > Math.max(stream.stepAtMillis(), stream.versionAtMillis())) {
      return "the job: no step since it failed "
          + seconds(now - job.failedAtMillis())
          + " ago, "
          + because(job.failure());
    }
    if (stream.version().isEmpty()) {
      return "the learner: it has not published its starting policy";
    }
    if (stream.freeBytes() != null && stream.freeBytes() < LITTLE_ROOM_BYTES) {
      return "room on the disk: " + (stream.freeBytes() >> 20) + " MiB are left beside the weights";
    }
    for (int shard = 0; shard < stream.backlog().size(); shard++) {
      long backlog = stream.backlog().get(shard);
      if (backlog < Math.max(1, stream.slotsPerShard())) {
        String have = "shard " + shard + " has " + backlog + " of " + stream.slotsPerShard();
        return stream.promptsReady() != null && stream.promptsReady() == 0
            ? "prompts: none are left, " + have + " groups"
            : "groups: the generator is behind, " + have;
      }
    }
    if (job.checkpointBegunAtMillis() > 0
        && now - job.checkpointBegunAtMillis() > LONG_CHECKPOINT_MILLIS) {
      return "a checkpoint: under way for " + seconds(now - job.checkpointBegunAtMillis());
    }
    long since = Math.max(stream.stepAtMillis(), stream.versionAtMillis());
    return "the learner: it computes step "
        + (stream.step() + 1)
        + (since == 0 ? "" : " since " + seconds(now - since));
  }

  private static String because(String failure) {
    String lower = failure.toLowerCase(Locale.ROOT);
    boolean full = NO_ROOM.stream().anyMatch(lower::contains);
    return (full ? "the disk is full: " : "because: ") + failure;
  }

  private static String seconds(long millis) {
    return millis / 1_000 + " s";
  }
}
