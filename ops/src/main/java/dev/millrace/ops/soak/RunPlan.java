package dev.millrace.ops.soak;

import dev.millrace.job.Arm;
import dev.millrace.job.JobSettings;
import dev.millrace.job.TrainingJob;
import dev.millrace.job.settings.Recording;
import dev.millrace.ops.train.RecordedRun;
import dev.millrace.schemas.topics.Topics;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * One run over the recorded topic: its topics, directories and options.
 *
 * @param name of the run, which is its pipeline
 * @param settings of the soak
 * @param bootstrap address of the broker
 * @param policy Hugging Face directory of the starting policy
 * @param recording what is read
 */
record RunPlan(
    String name, SoakSettings settings, String bootstrap, Path policy, Recording recording) {
  /**
   * A restore trains again what came after the last blob: few steps, so that little waits for it.
   */
  private static final String BLOB_EVERY_STEPS = "8";

  /** A step that takes a while: failures should meet the pipeline at work. */
  private static final String UPDATES_PER_STEP = "4";

  Topics topics() {
    return new Topics(name);
  }

  /** Where the learner publishes. */
  Path weights() {
    return settings.directory().resolve(name).resolve("weights");
  }

  /** The job at a parallelism. */
  Consumer<StreamExecutionEnvironment> job(int parallelism) {
    JobSettings job =
        new RecordedRun(
                bootstrap,
                name,
                recording,
                Arm.POPO,
                policy,
                settings.directory().resolve(name).resolve("learner"),
                weights(),
                Map.of(
                    "millrace.batch-slots", String.valueOf(settings.batchSlots()),
                    "millrace.parallelism", String.valueOf(parallelism),
                    "millrace.seed", String.valueOf(settings.seed()),
                    "millrace.learn.blob-every-steps", BLOB_EVERY_STEPS,
                    "millrace.learn.updates-per-step", UPDATES_PER_STEP))
            .settings();
    return environment -> TrainingJob.build(environment, job);
  }
}
