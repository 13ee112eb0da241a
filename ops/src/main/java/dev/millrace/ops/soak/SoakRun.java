package dev.millrace.ops.soak;

import dev.millrace.ops.cluster.Await;
import dev.millrace.ops.cluster.ProcessCluster;
import dev.millrace.ops.cluster.RemoteJobs;
import dev.millrace.ops.follow.TopicFollower;
import dev.millrace.schemas.avro.StepRecordCodec;
import dev.millrace.schemas.avro.WeightVersionCodec;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * One run over the recorded topic, from the first step to the last, watched and maybe disturbed.
 */
final class SoakRun implements AutoCloseable {
  private static final Duration NEXT_STEP = Duration.ofMinutes(3);
  private static final Duration SHORT_OUTAGE = Duration.ofSeconds(2);
  private static final long ALL = -1;
  private static final Duration WHOLE_RUN = Duration.ofMinutes(30);

  private final RunPlan plan;
  private final RemoteJobs jobs;
  private final PipelineJob job;
  private final Striker striker;
  private final Consumer<String> notes;
  private final StepWatch steps = new StepWatch(System::currentTimeMillis);
  private final VersionOrder versions = new VersionOrder();
  private final Recoveries recoveries = new Recoveries();
  private final TopicFollower<?> ledger;
  private final TopicFollower<?> weights;
  private final long startedNanos = System.nanoTime();
  private Duration longOutage;
  private int missed;

  /** Starts the run's job. */
  SoakRun(ProcessCluster cluster, RunPlan plan, Consumer<String> notes) {
    this.plan = plan;
    this.notes = notes;
    this.longOutage = plan.settings().outage();
    this.jobs = cluster.jobs(plan.name());
    this.job = new PipelineJob(cluster, jobs, plan::job);
    this.striker = new Striker(cluster, job, plan.weights());
    this.ledger =
        TopicFollower.start(
            plan.bootstrap(), plan.topics().ledger(), StepRecordCodec::decode, steps::add);
    this.weights =
        TopicFollower.start(
            plan.bootstrap(), plan.topics().weights(), WeightVersionCodec::decode, versions::add);
  }

  /** Carries out a plan. */
  void suffer(KillPlan killPlan) {
    int number = 0;
    for (KillPlan.Kill kill : killPlan.kills()) {
      number++;
      awaitStep(kill.afterStep());
      if (versions.last(ALL)) {
        missed = killPlan.kills().size() - number + 1;
        return;
      }
      OptionalLong recovered = strike(kill.kind());
      recoveries.add(kill.kind(), recovered);
      notes.accept(
          String.format(
              Locale.ROOT,
              "kill %d of %d after step %d: %s, %s",
              number,
              killPlan.kills().size(),
              kill.afterStep(),
              kill.kind(),
              recovered.isEmpty()
                  ? "no step was left"
                  : String.format(
                      Locale.ROOT, "next step after %.1f s", recovered.getAsLong() / 1e3)));
      if (kill.kind() == KillKind.RESCALE) {
        recoveries.add(kill.kind(), strike(kill.kind()));
      }
    }
  }

  /** Strikes, and measures the milliseconds to the next step that was finished after it. */
  private OptionalLong strike(KillKind kind) {
    boolean brokerOnly = kind == KillKind.BROKER || kind == KillKind.BROKER_OUTAGE;
    long lineage = brokerOnly ? ALL : steps.lineage();
    Duration away = Duration.ZERO;
    if (kind == KillKind.BROKER_OUTAGE) {
      away = longOutage.isZero() ? SHORT_OUTAGE : longOutage;
      longOutage = Duration.ZERO;
    }
    long struck = System.currentTimeMillis();
    striker.strike(kind, away);
    // While the broker is away nobody can be blamed for waiting.
    long from = struck + away.toMillis();
    Await.until(
        "a step after " + kind,
        NEXT_STEP,
        () -> steps.firstSeen(from, lineage).isPresent() || versions.last(lineage));
    OptionalLong seen = steps.firstSeen(from, lineage);
    return seen.isPresent() ? OptionalLong.of(seen.getAsLong() - from) : OptionalLong.empty();
  }

  private void awaitStep(int step) {
    Await.until(
        "step " + step + " of run " + plan.name(),
        NEXT_STEP,
        () -> steps.step() >= step || versions.last(ALL));
  }

  /** Waits for the end of the run and reads what it left. */
  RunResult finish() {
    Await.until("the last version of run " + plan.name(), WHOLE_RUN, () -> versions.last(ALL));
    job.awaitFinished();
    return RunResult.read(plan, (System.nanoTime() - startedNanos) / 1e9);
  }

  /** Kills for which the run was over too soon. */
  int missed() {
    return missed;
  }

  VersionOrder versions() {
    return versions;
  }

  Recoveries recoveries() {
    return recoveries;
  }

  @Override
  public void close() {
    ledger.close();
    weights.close();
    jobs.close();
  }
}
