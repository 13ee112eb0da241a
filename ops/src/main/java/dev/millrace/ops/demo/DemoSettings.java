package dev.millrace.ops.demo;

import dev.millrace.job.Arm;
import dev.millrace.ops.evaluation.EvaluatorSettings;
import dev.millrace.ops.loop.LoopSettings;
import dev.millrace.ops.loop.Supply;
import dev.millrace.ops.task.Tasks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a person asked a demo to do.
 *
 * @param task name of the procedural task
 * @param arm how batches are made and trained
 * @param steps training steps to run
 * @param seed of prompts, initial weights and sampling
 * @param model a Hugging Face directory to start from; null for the task's own small policy
 * @param prompts a JSONL file of prompts; null for the task's own
 * @param responseTokens longest response to a prompt of that file
 * @param stateDirectory where the run keeps everything
 * @param cacheDirectory where starting policies are kept between runs
 * @param kafkaPort port of the broker; null where nobody named one
 * @param dashboardPort port of the dashboard; null where nobody named one
 * @param interval time between two lines on the console
 * @param keep whether the run's data stay
 * @param check whether held-out accuracy must rise
 * @param json whether lines and summary are JSON
 * @param options options of the job and the generator by their keys
 */
record DemoSettings(
    String task,
    Arm arm,
    int steps,
    long seed,
    @Nullable Path model,
    @Nullable Path prompts,
    int responseTokens,
    Path stateDirectory,
    Path cacheDirectory,
    @Nullable Integer kafkaPort,
    @Nullable Integer dashboardPort,
    Duration interval,
    boolean keep,
    boolean check,
    boolean json,
    Map<String, String> options) {

  /** What the loop of the demo is to do. */
  LoopSettings loop() {
    return new LoopSettings(
        arm,
        steps,
        seed,
        model,
        cacheDirectory,
        kafkaPort,
        dashboardPort,
        EvaluatorSettings.defaults(),
        options);
  }

  /** What it asks: the task's prompts or those of a file. */
  Supply supply() {
    return prompts == null ? Supply.of(Tasks.named(task)) : Supply.of(prompts, responseTokens);
  }
}
