package dev.millrace.ops.soak;

import dev.millrace.job.learn.Learn;
import dev.millrace.ops.cluster.Await;
import dev.millrace.ops.cluster.FlinkRest;
import dev.millrace.ops.cluster.Member;
import dev.millrace.ops.cluster.ProcessCluster;
import dev.millrace.ops.cluster.RemoteJobs;
import dev.millrace.ops.cluster.RemoteJobs.From;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job of one run, through all the Flink jobs that it becomes. */
final class PipelineJob {
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  private final ProcessCluster cluster;
  private final RemoteJobs jobs;
  private final IntFunction<Consumer<StreamExecutionEnvironment>> build;
  private JobID id;
  private int parallelism = 1;

  /**
   * Starts the job of a run from its beginning.
   *
   * @param build the job by its parallelism
   */
  PipelineJob(
      ProcessCluster cluster,
      RemoteJobs jobs,
      IntFunction<Consumer<StreamExecutionEnvironment>> build) {
    this.cluster = cluster;
    this.jobs = jobs;
    this.build = build;
    this.id = jobs.submit(build.apply(parallelism), new From.Nothing());
  }

  /** Waits until it has come to its own end. */
  void awaitFinished() {
    JobStatus status = jobs.awaitEnd(id, DEADLINE);
    if (status != JobStatus.FINISHED) {
      throw new IllegalStateException(
          "job " + id + " is " + status + " after " + lastFailure().reason());
    }
  }

  /** The last failure of the present job. */
  FlinkRest.Failure lastFailure() {
    try {
      return cluster.rest().lastFailure(id.toHexString());
    } catch (IOException e) {
      throw new UncheckedIOException("the job manager does not answer", e);
    }
  }

  /** The checkpoints of the present job that have ended, oldest first. */
  List<FlinkRest.Checkpoint> checkpoints() {
    try {
      return cluster.rest().checkpoints(id.toHexString());
    } catch (IOException e) {
      throw new UncheckedIOException("the job manager does not answer", e);
    }
  }

  /** Ends it wherever it is. */
  void cancel() {
    jobs.cancel(id, DEADLINE);
  }

  /** Starts it again from the newest state that it left, for a job manager that knows no job. */
  void startAgain() {
    id = jobs.submit(build.apply(parallelism), jobs.newest());
  }

  /** Stops it with a savepoint and resumes from that. */
  void rescale(int newParallelism) {
    awaitPlacement();
    String savepoint = jobs.stopWithSavepoint(id, DEADLINE).toString();
    parallelism = newParallelism;
    id = jobs.submit(build.apply(parallelism), new From.Savepoint(savepoint));
  }

  int parallelism() {
    return parallelism;
  }

  /** The task manager that runs the learner. */
  Member learnersTaskManager() {
    return cluster.taskManager(learnersId(awaitPlacement()));
  }

  /** A task manager that runs other rooms; the learner's where it runs them all. */
  Member otherTaskManager() {
    Map<String, String> placement = awaitPlacement();
    String learners = learnersId(placement);
    return cluster.taskManager(
        placement.values().stream().filter(m -> !m.equals(learners)).findFirst().orElse(learners));
  }

  private static String learnersId(Map<String, String> placement) {
    return placement.entrySet().stream()
        .filter(entry -> isLearner(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no learner among " + placement.keySet()));
  }

  private static boolean isLearner(String vertex) {
    return vertex.matches("(.* -> )?" + Learn.SLOT_SHARING_GROUP + "( .*)?");
  }

  /** Where the tasks run, once all run on task managers that are alive. */
  private Map<String, String> awaitPlacement() {
    List<Map<String, String>> found = new ArrayList<>();
    Await.until(
        "all tasks of job " + id + " to run",
        DEADLINE,
        () -> {
          try {
            FlinkRest rest = cluster.rest();
            if (!rest.allRunning(id.toHexString())) {
              return false;
            }
            Map<String, String> placement = rest.placement(id.toHexString());
            boolean alive =
                placement.values().stream()
                    .allMatch(
                        manager ->
                            cluster.taskManagers().stream()
                                .anyMatch(m -> m.isAlive() && m.incarnation().equals(manager)));
            if (alive && placement.keySet().stream().anyMatch(PipelineJob::isLearner)) {
              found.add(placement);
            }
            return !found.isEmpty();
          } catch (IOException e) {
            return false;
          }
        });
    return found.get(0);
  }
}
