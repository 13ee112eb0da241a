package dev.millrace.ops.soak;

import dev.millrace.ops.cluster.Await;
import dev.millrace.ops.cluster.FlinkRest;
import dev.millrace.ops.cluster.Member;
import dev.millrace.ops.cluster.ProcessCluster;
import dev.millrace.ops.cluster.ProcessClusterSettings;
import dev.millrace.ops.cluster.RemoteJobs;
import dev.millrace.ops.cluster.Signal;
import dev.millrace.ops.follow.TopicFollower;
import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.avro.StepRecordCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Checkpoints and restores with a policy of 400 MB of state, while it is trained in steps of
 * seconds.
 */
public final class CheckpointTrial {
  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration CHECKPOINTS = Duration.ofMinutes(10);
  private static final int IN_A_ROW = 12;
  private static final int RESTORES = 3;
  private static final int BLOB_EVERY = 4;

  private CheckpointTrial() {}

  /**
   * What was measured.
   *
   * @param checkpoints consecutive ones
   * @param stepSeconds the median step
   * @param stateBytes weights and moments of the policy
   * @param restoreSeconds from the kill of the learner's task manager to the end of the next step,
   *     less that step and those that were trained again since the last blob; ascending
   */
  public record Result(
      List<FlinkRest.Checkpoint> checkpoints,
      double stepSeconds,
      long stateBytes,
      List<Double> restoreSeconds) {}

  /**
   * Measures.
   *
   * @param directory for everything, some 5 GB
   * @param notes is told what happens
   */
  public static Result run(Path directory, long seed, Consumer<String> notes) {
    SoakSettings settings =
        new SoakSettings(directory, 1, 400, seed, 2, 8, 4, Duration.ZERO, Duration.ofSeconds(3));
    Path policy = SoakPolicy.write(directory, SoakPolicy.LARGE, seed);
    RecordedGroups groups =
        RecordedGroups.of(settings, Templates.sample(policy, 16, settings.groupSize(), seed));
    ProcessClusterSettings clusterSettings =
        ProcessClusterSettings.small(directory.resolve("cluster"), settings.checkpointInterval())
            .compiled(1024);
    try (ProcessCluster cluster = ProcessCluster.start(clusterSettings, START)) {
      RunPlan plan =
          Soak.plan(
              "trial",
              settings,
              cluster,
              policy,
              Soak.record(cluster.bootstrap(), settings, groups),
              Map.of(
                  "millrace.learn.blob-every-steps",
                  String.valueOf(BLOB_EVERY),
                  "millrace.learn.keep-weight-files",
                  "4"));
      Ledger ledger = new Ledger();
      TopicFollower<StepRecord> follower =
          TopicFollower.start(
              plan.bootstrap(), plan.topics().ledger(), StepRecordCodec::decode, ledger::add);
      try (RemoteJobs jobs = cluster.jobs(plan.name())) {
        return measure(new PipelineJob(cluster, jobs, plan::job), ledger, notes);
      } finally {
        follower.close();
      }
    }
  }

  private static Result measure(PipelineJob job, Ledger ledger, Consumer<String> notes) {
    Await.until("the first steps", START, () -> ledger.size() >= 3);
    List<FlinkRest.Checkpoint> checkpoints = checkpoints(job);
    double stepSeconds = ledger.medianStepSeconds();
    notes.accept(
        String.format(
            Locale.ROOT, "%d checkpoints, steps of %.1f s", checkpoints.size(), stepSeconds));
    List<Double> restores = new ArrayList<>();
    for (int i = 0; i < RESTORES; i++) {
      restores.add(restore(job, ledger, stepSeconds));
      notes.accept(String.format(Locale.ROOT, "restored within %.1f s", restores.get(i)));
    }
    Collections.sort(restores);
    job.cancel();
    return new Result(
        checkpoints, stepSeconds, 3 * 4 * SoakPolicy.LARGE.parameterCount(), restores);
  }

  /** Consecutive checkpoints from now on. */
  private static List<FlinkRest.Checkpoint> checkpoints(PipelineJob job) {
    int before = job.checkpoints().size();
    Await.until(
        IN_A_ROW + " checkpoints",
        CHECKPOINTS,
        () -> job.checkpoints().size() >= before + IN_A_ROW);
    return job.checkpoints().subList(before, before + IN_A_ROW);
  }

  private static double restore(PipelineJob job, Ledger ledger, double stepSeconds) {
    int steps = ledger.size();
    Await.until("a step before the kill", START, () -> ledger.size() > steps);
    Member manager = job.learnersTaskManager();
    long lineage = ledger.last().lineage();
    long killed = System.currentTimeMillis();
    manager.kill(Signal.KILL);
    manager.start();
    Await.until("a step of the next lineage", START, () -> ledger.last().lineage() > lineage);
    StepRecord first = ledger.firstOf(ledger.last().lineage());
    long trainedAgain = (first.step() - 1) % BLOB_EVERY;
    double seconds = (first.finishedAtMillis() - killed) / 1e3;
    return seconds
        - trainedAgain * stepSeconds
        - (first.finishedAtMillis() - first.startedAtMillis()) / 1e3;
  }

  /** The steps so far. */
  private static final class Ledger {
    private final List<StepRecord> records = new ArrayList<>();

    synchronized void add(StepRecord record) {
      records.add(record);
    }

    synchronized int size() {
      return records.size();
    }

    synchronized StepRecord last() {
      return records.get(records.size() - 1);
    }

    synchronized StepRecord firstOf(long lineage) {
      return records.stream().filter(r -> r.lineage() == lineage).findFirst().orElseThrow();
    }

    synchronized double medianStepSeconds() {
      List<Double> seconds =
          records.stream().map(r -> r.metrics().get("learner/step_seconds")).sorted().toList();
      return seconds.get((seconds.size() - 1) / 2);
    }
  }
}
