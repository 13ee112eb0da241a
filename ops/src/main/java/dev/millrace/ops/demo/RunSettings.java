package dev.millrace.ops.demo;

import dev.millrace.job.Arm;
import dev.millrace.job.score.ScoreSettings;
import dev.millrace.ops.evaluation.EvaluatorSettings;
import dev.millrace.ops.loop.LoopSettings;
import dev.millrace.ops.loop.Supply;
import dev.millrace.ops.option.ScoreOptions;
import dev.millrace.ops.task.Tasks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a person asked the loop to do, whether it ends or not.
 *
 * @param task name of the procedural task
 * @param arm how batches are made and trained
 * @param seed of prompts, initial weights and sampling
 * @param model a Hugging Face directory to start from; null for the task's own small policy
 * @param prompts a JSONL file of prompts; null for the task's own
 * @param responseTokens longest response to a prompt of that file
 * @param cacheDirectory where starting policies are kept between runs
 * @param kafkaPort port of the broker; null where nobody named one
 * @param dashboardPort port of the dashboard; null where nobody named one
 * @param interval time between two lines on the console
 * @param json whether lines and summary are JSON
 * @param options options of the job and the generator by their keys
 */
record RunSettings(
    String task,
    Arm arm,
    long seed,
    @Nullable Path model,
    @Nullable Path prompts,
    int responseTokens,
    Path cacheDirectory,
    @Nullable Integer kafkaPort,
    @Nullable Integer dashboardPort,
    Duration interval,
    boolean json,
    Map<String, String> options) {

  /**
   * What the loop is to do.
   *
   * @param decaySteps steps over which the learning rate falls; 0 when it stays
   * @param topicBytes largest size of all topics together; 0 for Kafka's own bounds
   */
  LoopSettings loop(int decaySteps, long topicBytes) {
    return new LoopSettings(
        arm,
        decaySteps,
        seed,
        model,
        cacheDirectory,
        kafkaPort,
        dashboardPort,
        EvaluatorSettings.defaults(),
        topicBytes,
        options);
  }

  /** The same, shown in another way. */
  RunSettings shown(Duration interval, boolean json) {
    return new RunSettings(
        task,
        arm,
        seed,
        model,
        prompts,
        responseTokens,
        cacheDirectory,
        kafkaPort,
        dashboardPort,
        interval,
        json,
        options);
  }

  /** What it asks: the task's prompts or those of a file. */
  Supply supply() {
    ScoreSettings score = ScoreOptions.among(options);
    return prompts == null
        ? Supply.of(Tasks.named(task), score)
        : Supply.of(prompts, responseTokens, score);
  }
}
