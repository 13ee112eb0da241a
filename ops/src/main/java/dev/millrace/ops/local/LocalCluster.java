package dev.millrace.ops.local;

import dev.millrace.ops.UserError;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** A Flink cluster inside this JVM, with its dashboard: one JobManager, one TaskManager. */
public final class LocalCluster implements AutoCloseable {
  private static final Duration REQUEST = Duration.ofSeconds(20);

  private final MiniCluster cluster;
  private final Configuration configuration;
  private final URI dashboard;

  private LocalCluster(MiniCluster cluster, Configuration configuration, URI dashboard) {
    this.cluster = cluster;
    this.configuration = configuration;
    this.dashboard = dashboard;
  }

  /**
   * Starts a cluster and waits until its dashboard answers.
   *
   * @throws UserError when its directory or port cannot be used
   */
  public static LocalCluster start(LocalClusterSettings settings) {
    Configuration configuration = settings.configuration();
    try {
      Files.createDirectories(settings.directory().resolve("work"));
    } catch (IOException e) {
      throw new UserError("cluster directory " + settings.directory() + ": cannot be written", e);
    }
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(settings.slots())
                .build());
    try {
      cluster.start();
    } catch (Exception e) {
      closeAfter(e, cluster);
      throw new UserError(
          "cluster on port "
              + settings.dashboardPort()
              + ": did not start ("
              + rootMessage(e)
              + ")",
          e);
    }
    return new LocalCluster(
        cluster, configuration, get(cluster.getRestAddress(), "the dashboard's address", REQUEST));
  }

  private static void closeAfter(Exception failure, MiniCluster cluster) {
    try {
      cluster.close();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }

  /** Where the dashboard is. */
  public URI dashboard() {
    return dashboard;
  }

  /** An environment for a job of this cluster. */
  public StreamExecutionEnvironment environment() {
    return StreamExecutionEnvironment.getExecutionEnvironment(configuration);
  }

  /** Starts the job that was built in an environment. */
  public JobID submit(StreamExecutionEnvironment environment) {
    return submit(environment, null);
  }

  /**
   * Starts the job that was built in an environment.
   *
   * @param from directory of the checkpoint or savepoint to go on from, which then belongs to the
   *     job; null to begin
   */
  public JobID submit(StreamExecutionEnvironment environment, @Nullable Path from) {
    JobGraph graph = environment.getStreamGraph().getJobGraph();
    if (from != null) {
      graph.setSavepointRestoreSettings(
          SavepointRestoreSettings.forPath(
              from.toUri().toString(), false, RecoveryClaimMode.CLAIM));
    }
    return get(cluster.submitJob(graph), "acceptance of the job", REQUEST).getJobID();
  }

  public JobStatus status(JobID job) {
    return get(cluster.getJobStatus(job), "the job's status", REQUEST);
  }

  /** Completes when the job ends, however it ends. */
  public CompletableFuture<JobResult> result(JobID job) {
    return cluster.requestJobResult(job);
  }

  /** Why the job failed, as one line; null while it has not. */
  public @Nullable String failure(JobID job) {
    var archived =
        get(cluster.getExecutionGraph(job), "the job's execution graph", REQUEST).getFailureInfo();
    return archived == null
        ? null
        : rootMessage(archived.getException().deserializeError(getClass().getClassLoader()));
  }

  /** Stops the job with a savepoint that another run of the job can start from. */
  public URI stopWithSavepoint(JobID job, Duration deadline) {
    return URI.create(
        get(
            cluster.stopWithSavepoint(
                job,
                configuration.getString("execution.checkpointing.savepoint-dir", ""),
                false,
                SavepointFormatType.NATIVE),
            "the savepoint",
            deadline));
  }

  /** Cancels the job and waits until its tasks have ended. */
  public void cancel(JobID job, Duration deadline) {
    if (status(job).isGloballyTerminalState()) {
      return;
    }
    get(cluster.cancelJob(job), "acceptance of the cancellation", deadline);
    get(cluster.requestJobResult(job), "the end of the job's tasks", deadline);
  }

  @Override
  public void close() {
    get(cluster.closeAsync(), "the end of the cluster", REQUEST);
  }

  private static <T> T get(CompletableFuture<T> future, String what, Duration deadline) {
    try {
      return future.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(what + ": " + rootMessage(e), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException(what + ": not within " + deadline.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + what, e);
    }
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null || message.isBlank()
        ? root.getClass().getSimpleName()
        : message.lines().findFirst().orElse("").strip();
  }
}
