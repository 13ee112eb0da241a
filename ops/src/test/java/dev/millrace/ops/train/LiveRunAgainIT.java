package dev.millrace.ops.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ops.Millrace;
import dev.millrace.ops.ledger.PipelineRecords;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.ops.local.Broker;
import dev.millrace.ops.local.Ports;
import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.topics.Topics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A live loop, and its topic trained again after it has ended. */
class LiveRunAgainIT {
  private static final Duration DEADLINE = Duration.ofMinutes(1);
  private static final int STEPS = 30;

  @TempDir Path directory;

  /** Generator and learner ran side by side, and no two such runs are equal; but each repeats. */
  @Test
  void recordedTopicRepeatsTheLiveRunThatWroteIt() throws Exception {
    Path model = RecordedGroups.policy(directory);
    Path prompts = directory.resolve("prompts.jsonl");
    Files.write(
        prompts,
        IntStream.range(0, 40)
            .mapToObj(
                i ->
                    "{\"prompt\":\"%d+%d=\",\"reference\":\"%d\",\"verifier\":\"number\"}"
                        .formatted(i / 8, i % 8, i % 3))
            .toList());
    Path live = directory.resolve("live");
    run(
        List.of(
            "demo",
            "--model",
            model.toString(),
            "--prompts",
            prompts.toString(),
            "--response-tokens",
            "3",
            "--steps",
            String.valueOf(STEPS),
            "--keep",
            "--state-dir",
            live.toString(),
            "--kafka-port",
            "0",
            "--dashboard-port",
            "0"));
    try (Broker broker = Broker.start(live.resolve("kafka"), Ports.free(), DEADLINE);
        TopicReader reader = TopicReader.open(broker.bootstrap(), DEADLINE)) {
      run(
          List.of(
              "train",
              "--from-topic",
              "demo",
              "--run",
              "again",
              "--bootstrap",
              broker.bootstrap(),
              "--model",
              model.toString(),
              "--state-dir",
              directory.resolve("again").toString(),
              "--set",
              "millrace.seed=3",
              "--set",
              "millrace.learn.learning-rate=4e-4",
              "--set",
              "millrace.learn.decay-steps=" + STEPS));
      List<StepRecord> first = contents(reader, "demo");
      List<StepRecord> again = contents(reader, "again");
      assertThat(first.stream().filter(step -> step.optimizerUpdates() > 0)).isNotEmpty();
      assertThat(again.size()).isGreaterThanOrEqualTo(first.size());
      assertThat(again.subList(0, first.size()))
          .usingRecursiveFieldByFieldElementComparator()
          .isEqualTo(first);
      for (Path of : List.of(live, directory.resolve("again"))) {
        run(
            List.of(
                "verify",
                "--all",
                "--bootstrap",
                broker.bootstrap(),
                "--pipeline",
                of.equals(live) ? "demo" : "again",
                "--settings",
                of.resolve("job.properties").toString()));
      }
    }
  }

  private static List<StepRecord> contents(TopicReader reader, String pipeline) {
    return PipelineRecords.read(reader, new Topics(pipeline)).surviving().steps().values().stream()
        .map(StepRecord::content)
        .toList();
  }

  private static void run(List<String> arguments) {
    StringWriter err = new StringWriter();
    int status =
        Millrace.commandLine()
            .setOut(new PrintWriter(new StringWriter()))
            .setErr(new PrintWriter(err))
            .execute(arguments.toArray(String[]::new));
    assertThat(status).as(err.toString()).isZero();
  }
}
