package dev.millrace.ops.intake;

import dev.millrace.ops.feed.PromptFeed;
import dev.millrace.ops.feed.PromptFeedSettings;
import dev.millrace.ops.task.AdditionTask;
import dev.millrace.schemas.Sampling;
import dev.millrace.schemas.topics.Topics;
import dev.millrace.server.GeneratorSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/** A small generator and the prompts for it: two short answers each, one step behind at most. */
final class TestGenerator {
  private TestGenerator() {}

  static GeneratorSettings settings(
      String bootstrap,
      Topics topics,
      int shards,
      int batch,
      Path model,
      Path weights,
      Duration deadline) {
    return new GeneratorSettings(
        bootstrap,
        topics,
        shards,
        batch,
        model,
        weights,
        "cpu",
        2,
        new Sampling(1f, 1f, 0, 8, 1),
        1,
        16,
        "generator-1",
        deadline,
        Map.of());
  }

  static PromptFeed feed(
      String bootstrap, Topics topics, int shards, Duration deadline, Consumer<Throwable> failed) {
    return PromptFeed.start(
        new PromptFeedSettings(
            bootstrap,
            topics.prompts(),
            GeneratorSettings.consumerGroup(topics),
            shards,
            64,
            Duration.ofMillis(50),
            deadline),
        AdditionTask.standard(),
        5,
        Clock.systemUTC(),
        failed);
  }
}
