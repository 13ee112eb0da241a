package dev.millrace.ops.soak;

import dev.millrace.ops.cluster.Await;
import dev.millrace.ops.cluster.Member;
import dev.millrace.ops.cluster.ProcessCluster;
import dev.millrace.ops.cluster.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The hand that does the damage, and what an operator or a supervisor does after it. */
final class Striker {
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  private final ProcessCluster cluster;
  private final PipelineJob job;
  private final Path weights;

  /**
   * @param weights the directory that the run's learner publishes to
   */
  Striker(ProcessCluster cluster, PipelineJob job, Path weights) {
    this.cluster = cluster;
    this.job = job;
    this.weights = weights;
  }

  /**
   * Strikes once, and returns when everything that somebody has to do about it is done.
   *
   * @param away how long the broker is away, where it is
   */
  void strike(KillKind kind, Duration away) {
    switch (kind) {
      case LEARNER_EXCEPTION -> withoutWeightsDirectory();
      case LEARNER_TASK_MANAGER -> replace(job.learnersTaskManager(), Signal.KILL);
      case OTHER_TASK_MANAGER -> replace(job.otherTaskManager(), Signal.KILL);
      case NATIVE_CRASH -> replace(job.learnersTaskManager(), Signal.SEGV);
      case JOB_MANAGER -> {
        replace(cluster.jobManager(), Signal.KILL);
        cluster.awaitJobManager(DEADLINE);
        job.startAgain();
      }
      case BROKER -> {
        replace(cluster.broker(), Signal.KILL);
        cluster.awaitBroker(DEADLINE);
      }
      case BROKER_OUTAGE -> brokerAway(away);
      case SAVEPOINT -> job.rescale(job.parallelism());
      case RESCALE -> job.rescale(job.parallelism() == 1 ? 2 : 1);
      case EVERYTHING -> {
        cluster.members().forEach(member -> member.signal(Signal.KILL));
        cluster.members().forEach(Member::awaitEnd);
        cluster.members().forEach(Member::start);
        cluster.awaitBroker(DEADLINE);
        cluster.awaitJobManager(DEADLINE);
        job.startAgain();
      }
    }
  }

  private static void replace(Member member, Signal signal) {
    member.kill(signal);
    member.start();
  }

  private void brokerAway(Duration away) {
    cluster.broker().kill(Signal.KILL);
    sleep(away);
    cluster.broker().start();
    cluster.awaitBroker(DEADLINE);
  }

  /**
   * A write fails as it would on a disk that went away; the directory is back once the job fell.
   */
  private void withoutWeightsDirectory() {
    long failed = job.lastFailure().atMillis();
    Path aside = weights.resolveSibling(weights.getFileName() + ".aside");
    try {
      Files.move(weights, aside);
      try {
        Files.writeString(weights, "no directory");
        Await.until(
            "the learner to fail without its weights directory",
            DEADLINE,
            () -> job.lastFailure().atMillis() != failed);
      } finally {
        Files.deleteIfExists(weights);
        Files.move(aside, weights);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(weights + ": cannot be moved aside", e);
    }
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the broker was away", e);
    }
  }
}
