package dev.millrace.ops.cluster;

import dev.millrace.ops.local.RetainedCheckpoints;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.client.deployment.StandaloneClusterId;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** The jobs of one pipeline on a cluster that runs in other processes. */
public final class RemoteJobs implements AutoCloseable {
  private static final Duration REQUEST = Duration.ofSeconds(30);

  private final Configuration configuration;
  private final Path checkpoints;
  private final Path savepoints;
  private final RestClusterClient<StandaloneClusterId> client;

  /**
   * @param cluster the cluster's configuration
   * @param checkpoints where the pipeline's checkpoints lie, of all of its jobs
   * @param savepoints where its savepoints lie
   */
  RemoteJobs(Configuration cluster, Path checkpoints, Path savepoints) {
    this.configuration = new Configuration(cluster);
    this.checkpoints = checkpoints;
    this.savepoints = savepoints;
    configuration.setString("execution.checkpointing.dir", checkpoints.toUri().toString());
    configuration.setString("execution.checkpointing.savepoint-dir", savepoints.toUri().toString());
    try {
      this.client = new RestClusterClient<>(configuration, StandaloneClusterId.getInstance());
    } catch (Exception e) {
      throw new IllegalStateException("no client of the job manager can be made", e);
    }
  }

  /** Where a job begins. */
  public sealed interface From {
    /** Without state. */
    record Nothing() implements From {}

    /** A checkpoint that another job left; the new job may delete it when it has newer ones. */
    record Checkpoint(Path directory) implements From {}

    /** A savepoint, which stays. */
    record Savepoint(String path) implements From {}
  }

  /** The newest state that the pipeline's jobs left; nothing where they left none. */
  public From newest() {
    Optional<Path> newest = RetainedCheckpoints.newest(checkpoints, savepoints);
    if (newest.isEmpty()) {
      return new From.Nothing();
    }
    Path path = newest.get();
    return path.startsWith(savepoints)
        ? new From.Savepoint(path.toUri().toString())
        : new From.Checkpoint(path);
  }

  /**
   * Starts a job.
   *
   * @param build adds the job to an environment
   */
  public JobID submit(Consumer<StreamExecutionEnvironment> build, From from) {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    build.accept(environment);
    JobGraph graph = environment.getStreamGraph().getJobGraph();
    SavepointRestoreSettings restore = restore(from);
    if (restore != null) {
      graph.setSavepointRestoreSettings(restore);
    }
    return get(client.submitJob(graph), "acceptance of the job", REQUEST);
  }

  private static @Nullable SavepointRestoreSettings restore(From from) {
    if (from instanceof From.Checkpoint checkpoint) {
      return SavepointRestoreSettings.forPath(
          checkpoint.directory().toUri().toString(), false, RecoveryClaimMode.CLAIM);
    }
    if (from instanceof From.Savepoint savepoint) {
      return SavepointRestoreSettings.forPath(savepoint.path(), false, RecoveryClaimMode.NO_CLAIM);
    }
    return null;
  }

  public JobStatus status(JobID job) {
    return get(client.getJobStatus(job), "the job's status", REQUEST);
  }

  /** Waits until a job runs; a job that has ended will not. */
  public void awaitRunning(JobID job, Duration deadline) {
    Await.until(
        "job " + job + " to run",
        deadline,
        () -> {
          JobStatus status = status(job);
          if (status.isGloballyTerminalState()) {
            throw new IllegalStateException("job " + job + " is " + status);
          }
          return status == JobStatus.RUNNING;
        });
  }

  /** Waits until a job has ended, however it ends. */
  public JobStatus awaitEnd(JobID job, Duration deadline) {
    JobStatus[] last = new JobStatus[1];
    Await.until(
        "the end of job " + job,
        deadline,
        () -> {
          last[0] = status(job);
          return last[0].isGloballyTerminalState();
        });
    return last[0];
  }

  /** Stops a job with a savepoint that any later run of it can start from. */
  public URI stopWithSavepoint(JobID job, Duration deadline) {
    long until = System.nanoTime() + deadline.toNanos();
    while (true) {
      try {
        return URI.create(
            get(
                client.stopWithSavepoint(
                    job, false, savepoints.toUri().toString(), SavepointFormatType.CANONICAL),
                "the savepoint of job " + job,
                deadline));
      } catch (IllegalStateException e) {
        if (!isDeclined(e) || System.nanoTime() > until) {
          throw e;
        }
      }
    }
  }

  /** Whether a task that is just ending, or has not begun, would not take part: ask again. */
  private static boolean isDeclined(IllegalStateException refusal) {
    String reason = String.valueOf(refusal.getMessage());
    return reason.contains("task is closing") || reason.contains("Not all required tasks");
  }

  /** Cancels a job and waits until its tasks have ended. */
  public void cancel(JobID job, Duration deadline) {
    if (!status(job).isGloballyTerminalState()) {
      get(client.cancel(job), "acceptance of the cancellation", REQUEST);
      awaitEnd(job, deadline);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private static <T> T get(CompletableFuture<T> future, String what, Duration deadline) {
    try {
      return future.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(what + ": " + root(e), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException(what + ": not within " + deadline.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + what, e);
    }
  }

  private static String root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root.toString().lines().findFirst().orElse("").strip();
  }
}
