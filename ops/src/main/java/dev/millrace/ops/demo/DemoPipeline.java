package dev.millrace.ops.demo;

import dev.millrace.job.JobSettings;
import dev.millrace.job.settings.Option;
import dev.millrace.ops.evaluation.EvaluatorSettings;
import dev.millrace.ops.feed.PromptFeedSettings;
import dev.millrace.ops.local.StateDirectory;
import dev.millrace.schemas.Sampling;
import dev.millrace.schemas.topics.Topics;
import dev.millrace.server.GeneratorSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The settings of every part of a demo, derived from what was asked: they agree on topics, shards,
 * batch and directories.
 *
 * @param demo what was asked
 * @param state directories of the run
 * @param bootstrap address of the broker
 * @param policy directory of the starting policy
 */
record DemoPipeline(DemoSettings demo, StateDirectory state, String bootstrap, Path policy) {
  static final Topics TOPICS = new Topics("demo");

  /** Responses of a group, G. */
  static final int GROUP_SIZE = 8;

  /** Prompts that lie ready in the topic, in batches: enough that sampling never waits for them. */
  private static final int READY_BATCHES = 8;

  /** The job's options: the demo's own, under the ones that a person typed. */
  JobSettings job() {
    return JobSettings.from(options(demo, state, bootstrap, policy));
  }

  static Map<String, String> options(
      DemoSettings demo, StateDirectory state, String bootstrap, Path policy) {
    Map<String, String> options = new HashMap<>();
    options.put("millrace.arm", Option.kebab(demo.arm()));
    options.put("millrace.kafka.bootstrap", bootstrap);
    options.put("millrace.pipeline", TOPICS.pipeline());
    options.put("millrace.shards", "2");
    options.put("millrace.parallelism", "1");
    options.put("millrace.batch-slots", "32");
    options.put("millrace.seed", String.valueOf(demo.seed()));
    options.put("millrace.learn.model", policy.toString());
    options.put("millrace.learn.state-dir", state.learner().toString());
    options.put("millrace.learn.weights-dir", state.weights().toString());
    options.put("millrace.learn.device", "cpu");
    options.put("millrace.learn.learning-rate", "1e-3");
    options.put("millrace.learn.decay-steps", String.valueOf(demo.steps()));
    // An evaluation begins some steps after its version was published.
    options.put("millrace.learn.keep-weight-files", "100");
    options.putAll(demo.options());
    return options;
  }

  /** The generator's settings. */
  GeneratorSettings generator(int maxResponseTokens) {
    JobSettings job = job();
    return GeneratorSettings.of(
        bootstrap,
        TOPICS,
        job.stream().shards(),
        job.stream().batchSlots(),
        policy,
        state.weights(),
        new Sampling(1f, 1f, 0, maxResponseTokens, demo.seed()));
  }

  /** The prompt feed's settings. */
  PromptFeedSettings feed() {
    var stream = job().stream();
    return new PromptFeedSettings(
        bootstrap,
        TOPICS.prompts(),
        "millrace-" + TOPICS.pipeline() + "-generator",
        stream.shards(),
        READY_BATCHES * stream.slotsPerShard(),
        Duration.ofMillis(50));
  }

  EvaluatorSettings evaluator() {
    return EvaluatorSettings.defaults();
  }
}
