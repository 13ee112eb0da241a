package dev.millrace.job;

import dev.millrace.job.batch.Batch;
import dev.millrace.job.batch.MicroBatch;
import dev.millrace.job.credit.Credit;
import dev.millrace.job.feedback.Settle;
import dev.millrace.job.filter.Filter;
import dev.millrace.job.ingest.GroupsTopic;
import dev.millrace.job.ingest.Ingest;
import dev.millrace.job.ingest.Refusals;
import dev.millrace.job.learn.Learn;
import dev.millrace.job.learn.StepResult;
import dev.millrace.job.publish.Publish;
import dev.millrace.job.replay.Replay;
import dev.millrace.job.score.Score;
import dev.millrace.schemas.DeadLetter;
import java.util.function.Function;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job, from answers to weights. Data goes one way: down this page. */
public final class TrainingJob {
  private TrainingJob() {}

  /**
   * Runs the job on the cluster that the environment stands for.
   *
   * @param args option keys and values: {@code --millrace.arm popo}
   */
  public static void main(String[] args) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    JobSettings settings = JobSettings.from(Arguments.of(args, env.getConfiguration()));
    GroupsTopic.check(settings.stream());
    if (settings.takesFeedback()) {
      Settle.check(settings.stream());
    }
    build(env, settings);
    env.execute("millrace-" + settings.stream().pipeline());
  }

  /** Adds the whole job to an environment; the topics have to be there when it runs. */
  public static void build(StreamExecutionEnvironment env, JobSettings settings) {
    build(env, settings, micro -> Learn.onMicroBatches(micro, settings.learn()));
  }

  /**
   * The job with any learner.
   *
   * @param learner micro-batches to step results; the last room but one
   */
  static void build(
      StreamExecutionEnvironment env,
      JobSettings settings,
      Function<DataStream<MicroBatch>, DataStream<StepResult>> learner) {
    configure(env, settings);
    var stream = settings.stream();
    var groups = Ingest.responseGroups(env, stream, settings.ingest());
    var versions = Ingest.weightVersions(env, stream);
    var scored = Score.byVerifiers(groups, stream, settings.score());
    var credited = Credit.withinGroup(scored, settings.credit());
    var slots = Filter.effective(credited, settings.filter());
    var batches = Replay.batches(slots, versions, stream, settings.replay());
    var micro = Batch.byTokenBudget(batches, stream, settings.batch());
    var steps = learner.apply(micro);
    Publish.steps(steps, stream);
    DataStream<DeadLetter> unreadable = groups.getSideOutput(Refusals.DEAD_LETTERS);
    if (settings.takesFeedback()) {
      var settled = Settle.groups(env, stream, settings.feedback());
      Publish.settledGroups(settled.groups(), stream);
      Publish.lateFeedback(settled.late(), stream);
      unreadable = unreadable.union(settled.deadLetters());
    }
    Publish.deadLetters(unreadable, stream);
    Publish.dropped(
        groups
            .getSideOutput(Refusals.DROPPED)
            .union(
                scored.getSideOutput(Refusals.DROPPED),
                slots.getSideOutput(Refusals.DROPPED),
                batches.getSideOutput(Refusals.DROPPED)),
        stream);
  }

  static void configure(StreamExecutionEnvironment env, JobSettings settings) {
    Configuration configuration = new Configuration();
    // Records that flow are immutable, so operators of a chain may hand them on without a copy.
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    // What has no serializer of its own must not fall back to Kryo.
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    // A uid is a contract with every savepoint: a missing one fails here and not at a restore.
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    env.configure(configuration);
    env.setMaxParallelism(settings.stream().maxParallelism());
    env.setBufferTimeout(settings.bufferTimeout().toMillis());
  }
}
