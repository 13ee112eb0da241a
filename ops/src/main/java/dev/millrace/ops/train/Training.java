package dev.millrace.ops.train;

import dev.millrace.job.JobSettings;
import dev.millrace.job.TrainingJob;
import dev.millrace.ops.LogFile;
import dev.millrace.ops.UserError;
import dev.millrace.ops.demo.Interruption;
import dev.millrace.ops.follow.TopicFollower;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.ops.local.LocalCluster;
import dev.millrace.ops.local.LocalClusterSettings;
import dev.millrace.ops.local.Ports;
import dev.millrace.ops.local.StateDirectory;
import dev.millrace.ops.option.JobOptionsFile;
import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.avro.StepRecordCodec;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** One recorded run on a cluster of this process, from the frozen topic to the summary. */
final class Training {
  private static final Duration REQUEST = Duration.ofSeconds(30);
  private static final Duration READING = Duration.ofMinutes(5);
  private static final Duration CANCEL = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration WITHOUT_STEP = Duration.ofMinutes(2);

  private final TrainSettings settings;
  private final PrintWriter out;
  private final PrintWriter notes;
  private final AtomicLong step = new AtomicLong();

  Training(TrainSettings settings, PrintWriter out, PrintWriter notes) {
    this.settings = settings;
    this.out = out;
    this.notes = notes;
  }

  /**
   * Runs it and returns the exit status: 1 when it was ended early or a group did not count once.
   */
  int run() throws InterruptedException {
    if (settings.export() != null) {
      PolicyExport.requireEmpty(settings.export());
    }
    try (Interruption interruption = new Interruption(CANCEL.plus(REQUEST));
        StateDirectory state = StateDirectory.open(settings.stateDirectory())) {
      LogFile.use(state.logFile());
      RecordedRun run = freeze(state);
      JobSettings job = run.settings();
      RunTopics.create(run.bootstrap(), run.topics(), REQUEST);
      JobOptionsFile.write(state.jobOptions(), run.jobOptions());
      state.keep();
      note("reading " + run.groups() + " groups of " + run.recording().topic());
      long started = System.nanoTime();
      if (!train(state, job, interruption)) {
        note("ended at step " + step + ", before the end of the topic; what it wrote stays");
        return 1;
      }
      return conclude(run, (System.nanoTime() - started) / 1e9);
    }
  }

  private RecordedRun freeze(StateDirectory state) {
    try (TopicReader reader = TopicReader.open(settings.bootstrap(), REQUEST)) {
      return new RecordedRun(
          settings.bootstrap(),
          settings.run(),
          RecordedRun.freeze(reader, settings.from(), settings.steps()),
          settings.arm(),
          settings.model(),
          state.learner(),
          state.weights(),
          settings.options());
    }
  }

  private boolean train(StateDirectory state, JobSettings job, Interruption interruption)
      throws InterruptedException {
    LocalClusterSettings laptop =
        LocalClusterSettings.laptop(state.flink(), state.logFile(), Ports.free())
            .withSlots(job.stream().parallelism() + 1);
    TopicFollower<StepRecord> ledger =
        TopicFollower.start(
            settings.bootstrap(),
            job.stream().topics().ledger(),
            StepRecordCodec::decode,
            record -> step.set(record.step()));
    try (LocalCluster cluster = LocalCluster.start(laptop)) {
      note("dashboard " + cluster.dashboard());
      StreamExecutionEnvironment environment = cluster.environment();
      TrainingJob.build(environment, job);
      JobID id = cluster.submit(environment);
      try {
        return untilDone(cluster, id, interruption);
      } finally {
        cluster.cancel(id, CANCEL);
      }
    } finally {
      ledger.close();
    }
  }

  private boolean untilDone(LocalCluster cluster, JobID id, Interruption interruption)
      throws InterruptedException {
    CompletableFuture<JobResult> result = cluster.result(id);
    long lineNanos = System.nanoTime();
    long stepNanos = lineNanos;
    long lastStep = 0;
    String lastFailure = null;
    while (!result.isDone()) {
      if (interruption.await(LOOK)) {
        return false;
      }
      long now = System.nanoTime();
      if (now - lineNanos < settings.interval().toNanos()) {
        continue;
      }
      String failure = cluster.failure(id);
      if (failure != null && !failure.equals(lastFailure)) {
        note("the job restarts after: " + failure);
      }
      lastFailure = failure;
      long current = step.get();
      if (current != lastStep) {
        note(
            String.format(
                "step %d, %.1f step/s", current, (current - lastStep) * 1e9 / (now - lineNanos)));
        stepNanos = now;
      } else if (failure != null && now - stepNanos > WITHOUT_STEP.toNanos()) {
        throw new UserError(
            "no step for " + WITHOUT_STEP.toSeconds() + " s; the job failed last with: " + failure);
      }
      lastStep = current;
      lineNanos = now;
    }
    if (!result.join().isSuccess()) {
      throw new UserError("the job ended with: " + reason(cluster, id));
    }
    return true;
  }

  private static String reason(LocalCluster cluster, JobID id) {
    @Nullable String failure = cluster.failure(id);
    return failure == null ? "status " + cluster.status(id) : failure;
  }

  private int conclude(RecordedRun run, double seconds) {
    try (TopicReader reader = TopicReader.open(run.bootstrap(), READING)) {
      RunOutcome outcome = RunOutcome.read(reader, run.topics(), run.recording());
      if (settings.export() != null) {
        PolicyExport.write(outcome.version(), run.model(), settings.export());
      }
      TrainSummary summary = new TrainSummary(outcome, seconds);
      if (settings.json()) {
        out.println(summary.json());
      } else {
        out.print(summary.table());
      }
      out.flush();
      return outcome.exactlyOnce() ? 0 : 1;
    }
  }

  private void note(String text) {
    notes.println(text);
    notes.flush();
  }
}
