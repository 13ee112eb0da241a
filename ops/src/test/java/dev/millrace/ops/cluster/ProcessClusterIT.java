package dev.millrace.ops.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes: they start, run a job, are replaced, and end with the one that started them. */
class ProcessClusterIT {
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  @TempDir Path directory;

  @Test
  void jobOutlivesALostTaskManagerAndStartsAgainAfterALostJobManager() {
    ProcessClusterSettings settings =
        ProcessClusterSettings.small(directory, Duration.ofMillis(300));
    List<Long> pids;
    try (ProcessCluster cluster = ProcessCluster.start(settings, DEADLINE);
        RemoteJobs jobs = cluster.jobs("numbers")) {
      JobID job = jobs.submit(ProcessClusterIT::numbers, new RemoteJobs.From.Nothing());
      jobs.awaitRunning(job, DEADLINE);
      Await.until(
          "a checkpoint", DEADLINE, () -> jobs.newest() instanceof RemoteJobs.From.Checkpoint);

      Member lost = cluster.taskManagers().get(0);
      lost.kill(Signal.SEGV);
      lost.start();
      cluster.awaitTaskManagers(DEADLINE);
      jobs.awaitRunning(job, DEADLINE);

      cluster.jobManager().kill(Signal.KILL);
      cluster.jobManager().start();
      cluster.awaitJobManager(DEADLINE);
      cluster.awaitTaskManagers(DEADLINE);
      JobID again = jobs.submit(ProcessClusterIT::numbers, jobs.newest());
      jobs.awaitRunning(again, DEADLINE);
      jobs.cancel(again, DEADLINE);
      pids = cluster.members().map(Member::pid).toList();
    }
    assertThat(pids).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
  }

  /** Cores are for the processes that start. */
  private static Long slowly(Long number) throws InterruptedException {
    Thread.sleep(1);
    return number;
  }

  private static void numbers(StreamExecutionEnvironment environment) {
    environment
        .fromSequence(0, Long.MAX_VALUE)
        .uid("numbers")
        .map(ProcessClusterIT::slowly)
        .uid("slowly")
        .sinkTo(new DiscardingSink<>())
        .uid("nothing");
  }
}
