package dev.millrace.ops.loop;

import dev.millrace.job.Arm;
import dev.millrace.ops.evaluation.EvaluatorSettings;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a loop is to do.
 *
 * @param arm how batches are made and trained
 * @param decaySteps training steps over which the learning rate falls; 0 when it stays
 * @param seed of prompts, initial weights and sampling
 * @param model a Hugging Face directory to start from; null for the task's own small policy
 * @param cacheDirectory where starting policies are kept between runs
 * @param kafkaPort port of the broker; null where nobody named one
 * @param dashboardPort port of the dashboard; null where nobody named one
 * @param evaluator how published versions are examined; null when they are not
 * @param topicBytes largest size of all topics together, about; 0 keeps Kafka's own bounds
 * @param options options of the job and the generator by their keys
 */
public record LoopSettings(
    Arm arm,
    int decaySteps,
    long seed,
    @Nullable Path model,
    Path cacheDirectory,
    @Nullable Integer kafkaPort,
    @Nullable Integer dashboardPort,
    @Nullable EvaluatorSettings evaluator,
    long topicBytes,
    Map<String, String> options) {
  public LoopSettings {
    options = Map.copyOf(options);
  }
}
