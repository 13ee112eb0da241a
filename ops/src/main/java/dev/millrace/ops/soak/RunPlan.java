package dev.millrace.ops.soak;

import dev.millrace.job.Arm;
import dev.millrace.job.JobSettings;
import dev.millrace.job.TrainingJob;
import dev.millrace.job.settings.Recording;
import dev.millrace.ops.train.RecordedRun;
import dev.millrace.schemas.topics.Topics;
import java.nio.file.Path;
import java.util.HashMap;
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
 * @param options of the job, besides those that the soak decides
 */
record RunPlan(
    String name,
    SoakSettings settings,
    String bootstrap,
    Path policy,
    Recording recording,
    Map<String, String> options) {
  RunPlan {
    options = Map.copyOf(options);
  }

  Topics topics() {
    return new Topics(name);
  }

  /** Where the learner publishes. */
  Path weights() {
    return settings.directory().resolve(name).resolve("weights");
  }

  /** The job at a parallelism. */
  Consumer<StreamExecutionEnvironment> job(int parallelism) {
    Map<String, String> all = new HashMap<>(options);
    all.put("millrace.batch-slots", String.valueOf(settings.batchSlots()));
    all.put("millrace.parallelism", String.valueOf(parallelism));
    all.put("millrace.seed", String.valueOf(settings.seed()));
    JobSettings job =
        new RecordedRun(
                bootstrap,
                name,
                recording,
                Arm.POPO,
                policy,
                settings.directory().resolve(name).resolve("learner"),
                weights(),
                all)
            .settings();
    return environment -> TrainingJob.build(environment, job);
  }
}
