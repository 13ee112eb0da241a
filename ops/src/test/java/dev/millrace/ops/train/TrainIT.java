package dev.millrace.ops.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.ops.Millrace;
import dev.millrace.ops.local.Broker;
import dev.millrace.ops.local.Ports;
import dev.millrace.policy.WeightsFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Recorded topics on a real broker, trained by the command. */
class TrainIT {
  private static final Duration DEADLINE = Duration.ofMinutes(1);

  @TempDir static Path directory;

  private static Broker broker;
  private static Path model;

  @BeforeAll
  static void start() throws Exception {
    broker = Broker.start(directory.resolve("kafka"), Ports.free(), DEADLINE);
    model = RecordedGroups.policy(directory);
    // Shard 1 has a group too few for its last batch, shard 0 a batch too many.
    RecordedGroups.write(broker.bootstrap(), "rec", model, 7, 104, 99);
  }

  @AfterAll
  static void end() {
    broker.close();
  }

  private record Ran(int status, String out, String err) {
    JsonNode summary() throws Exception {
      return new ObjectMapper().readTree(out);
    }
  }

  private static List<String> arguments(String from, String run, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("train", "--from-topic", from, "--bootstrap", broker.bootstrap()));
    arguments.addAll(List.of("--run", run, "--model", model.toString()));
    if (!List.of(more).contains("--state-dir")) {
      arguments.addAll(List.of("--state-dir", directory.resolve("runs").resolve(run).toString()));
    }
    arguments.addAll(List.of("--set", "millrace.batch-slots=8", "--json"));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private static Ran train(String from, String run, String... more) {
    List<String> arguments = arguments(from, run, more);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Millrace.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int status = command.execute(arguments.toArray(String[]::new));
    return new Ran(status, out.toString(), err.toString());
  }

  @Test
  void recordedTopicTrainsToTheSameBytesHoweverItTravels() throws Exception {
    Path policy = directory.resolve("policy");
    Ran first = train("rec", "one", "--out", policy.toString());
    assertThat(first.err()).doesNotContain("restarts");
    assertThat(first.status()).as(first.err()).isZero();
    JsonNode summary = first.summary();
    // Four slots a shard and step: 99 groups make 24 batches, 104 would make 26.
    assertThat(summary.get("steps").asInt()).isEqualTo(24);
    assertThat(summary.get("groups_read").asInt()).isEqualTo(2 * 24 * 4);
    assertThat(summary.get("left_over").asInt()).isEqualTo(203 - 2 * 24 * 4);
    assertThat(summary.get("fresh").asInt() + summary.get("holes").asInt()).isEqualTo(192);
    assertThat(summary.get("filled").asInt()).isPositive();
    assertThat(summary.get("dropped")).isEmpty();
    assertThat(summary.get("lost").asInt() + summary.get("double").asInt()).isZero();
    assertThat(WeightsFile.digest(policy.resolve("model.safetensors")))
        .isNotEqualTo(WeightsFile.digest(model.resolve("model.safetensors")));
    assertThat(Files.exists(policy.resolve("tokenizer.json"))).isTrue();

    Ran second =
        train(
            "millrace.rec.groups.v1",
            "two",
            "--set",
            "millrace.parallelism=2",
            "--set",
            "millrace.batch.token-budget=20");
    assertThat(second.status()).as(second.err()).isZero();
    assertThat(second.summary().get("weights")).isEqualTo(summary.get("weights"));
    assertThat(second.summary().get("ledger")).isEqualTo(summary.get("ledger"));
  }

  @Test
  void topicOfLessThanAStepEndsAtOnce() throws Exception {
    RecordedGroups.write(broker.bootstrap(), "empty", model, 7, 0, 0);
    RecordedGroups.write(broker.bootstrap(), "few", model, 7, 9, 3);
    for (String from : List.of("empty", "few")) {
      Ran ran = train(from, "run-of-" + from);
      assertThat(ran.status()).as(ran.err()).isZero();
      assertThat(ran.summary().get("steps").asInt()).isZero();
      assertThat(ran.summary().get("left_over").asInt()).isEqualTo(from.equals("few") ? 12 : 0);
      assertThat(ran.summary().get("weights").asText()).matches("[0-9a-f]{64}");
    }
  }

  @Test
  void limitOfStepsEndsTheRunBeforeItsTopic() throws Exception {
    Ran ran = train("rec", "three", "--steps", "3");
    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(ran.summary().get("steps").asInt()).isEqualTo(3);
    assertThat(ran.summary().get("groups_read").asInt()).isEqualTo(3 * 8);
    assertThat(ran.summary().get("left_over").asInt()).isEqualTo(203 - 3 * 8);
  }

  @Test
  void runThatCannotBeginIsRefusedInOneLine() throws Exception {
    assertThat(train("rec", "twice", "--steps", "1").status()).isZero();
    Path full = Files.createDirectories(directory.resolve("full").resolve("x")).getParent();
    String another = directory.resolve("another").toString();
    refused(1, train("rec", "twice", "--state-dir", another), "--run twice: has been used");
    refused(1, train("absent", "a1"), "topic millrace.absent.groups.v1");
    refused(1, train("rec", "a2", "--out", full.toString()), "--out " + full + ": is not empty");
    refused(1, train("rec", "Not_Good"), "--run: pipeline name");
    refused(2, train("rec", "a3", "--set", "millrace.shards=4"), "--set millrace.shards");
    refused(2, train("rec", "a4", "--set", "millrace.replay.max-waiting=9"), "recorded run");
  }

  private static void refused(int status, Ran ran, String reason) {
    assertThat(ran.status()).as(ran.err()).isEqualTo(status);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err().lines()).singleElement().asString().contains(reason);
  }

  @Test
  void interruptedRunEndsItsJobBeforeItsProcess() throws Exception {
    Path log = directory.resolve("interrupted.txt");
    List<String> arguments = new ArrayList<>();
    arguments.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    arguments.add("-Xmx512m");
    arguments.add("-Dai.djl.offline=true");
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    arguments.add(Millrace.class.getName());
    arguments.addAll(arguments("rec", "interrupted", "--interval", "0.2"));
    // Long steps: the interruption comes in the middle of one.
    arguments.addAll(List.of("--set", "millrace.learn.updates-per-step=100"));
    Process process =
        new ProcessBuilder(arguments)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      await().atMost(DEADLINE).until(() -> Files.readString(log).contains("step/s"));
      // SIGTERM: a process that was started in the background of a script ignores SIGINT, and so
      // would its children.
      assertThat(process.toHandle().destroy()).isTrue();
      assertThat(process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(128 + 15);
      assertThat(Files.readString(log))
          .containsPattern("ended at step [0-9]+, before the end of the topic")
          .doesNotContain("giving up")
          .doesNotContain("Exception");
    } finally {
      process.destroyForcibly();
    }
  }
}
