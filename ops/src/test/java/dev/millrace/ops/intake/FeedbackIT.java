package dev.millrace.ops.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.job.JobSettings;
import dev.millrace.job.TrainingJob;
import dev.millrace.job.feedback.Settle;
import dev.millrace.job.settings.StreamSettings;
import dev.millrace.ops.Millrace;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.ops.local.Broker;
import dev.millrace.ops.local.LocalCluster;
import dev.millrace.ops.local.LocalClusterSettings;
import dev.millrace.ops.local.Ports;
import dev.millrace.ops.local.TopicCreation;
import dev.millrace.schemas.DeadLetter;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.SlotKind;
import dev.millrace.schemas.SlotRecord;
import dev.millrace.schemas.avro.DeadLetterCodec;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import dev.millrace.schemas.avro.StepRecordCodec;
import dev.millrace.schemas.topics.Shards;
import dev.millrace.schemas.topics.TopicSpec;
import dev.millrace.schemas.topics.Topics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Groups that wait for feedback on a real broker, through the whole job: they are trained once
 * people have spoken, also those of whom people speak while the job is away.
 */
class FeedbackIT {
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final Topics TOPICS = new Topics("feedback");
  private static final int SHARDS = 2;

  @TempDir Path directory;

  @Test
  void groupsAreTrainedOnceByWhatPeopleSaidOfThem() throws Exception {
    Path model = TestPolicy.write(directory, 1);
    try (Broker broker = Broker.start(directory.resolve("kafka"), Ports.free(), DEADLINE);
        LocalCluster cluster =
            LocalCluster.start(
                LocalClusterSettings.laptop(
                    directory.resolve("flink"), directory.resolve("log"), Ports.free()));
        TopicReader reader = open(broker)) {
      TopicCreation.create(broker.bootstrap(), TopicSpec.ofPipeline(TOPICS, SHARDS), DEADLINE);
      Settle.check(
          new StreamSettings(broker.bootstrap(), TOPICS.pipeline(), Map.of(), SHARDS, 1, 4, 42));
      JobID job = submit(cluster, broker.bootstrap(), model, null);
      produceGroups(broker.bootstrap());
      List<String> lines = lines(0, 4);
      lines.addAll(lines(0, 4));
      lines.add(line("g4/7", 1, "ann"));
      assertThat(send(broker, lines)).isEqualTo("sent 17\n");
      awaitTrained(reader, cluster, job, "g0", "g1", "g2", "g3");

      URI savepoint = cluster.stopWithSavepoint(job, DEADLINE);
      List<String> meanwhile = lines(4, 8);
      meanwhile.add(line("g0/0", 0, "too-late"));
      assertThat(send(broker, meanwhile)).isEqualTo("sent 9\n");
      job = submit(cluster, broker.bootstrap(), model, Path.of(savepoint));
      awaitTrained(reader, cluster, job, "g0", "g1", "g2", "g3", "g4", "g5", "g6", "g7");
      await("feedback that did not count")
          .atMost(DEADLINE)
          .until(() -> reasons(reader).size() >= 2);
      cluster.cancel(job, DEADLINE);

      assertThat(reasons(reader))
          .containsExactly("unknown: its group has 2 responses", "late: its group has left");
      List<ResponseGroup> settled = reader.values(TOPICS.groups(), ResponseGroupCodec::decode);
      assertThat(settled).hasSize(8);
      assertThat(settled)
          .allSatisfy(
              group -> {
                assertThat(group.responses().get(0).feedback())
                    .singleElement()
                    .satisfies(vote -> assertThat(vote.value()).isEqualTo(1));
                assertThat(group.responses().get(1).feedback())
                    .singleElement()
                    .satisfies(vote -> assertThat(vote.value()).isZero());
              });
    }
  }

  @Test
  void feedbackTopicOfSeveralPartitionsIsRefused() throws Exception {
    try (Broker broker = Broker.start(directory.resolve("kafka"), Ports.free(), DEADLINE)) {
      StreamSettings stream =
          new StreamSettings(broker.bootstrap(), "feedback", Map.of(), SHARDS, 1, 4, 42);
      TopicCreation.create(
          broker.bootstrap(), List.of(new TopicSpec(TOPICS.feedback(), 2, Map.of())), DEADLINE);
      assertThatThrownBy(() -> Settle.check(stream))
          .hasMessage(
              "millrace.feedback.timeout is set, but topic millrace.feedback.feedback.v1 has 2"
                  + " partitions, not 1");
    }
  }

  private static TopicReader open(Broker broker) {
    return TopicReader.open(broker.bootstrap(), DEADLINE);
  }

  /** One of each pair is liked. */
  private static List<String> lines(int from, int to) {
    List<String> lines = new ArrayList<>();
    for (int g = from; g < to; g++) {
      lines.add(line("g" + g + "/0", 1, "ann"));
      lines.add(line("g" + g + "/1", 0, "bob"));
    }
    return lines;
  }

  private static String line(String response, int value, String source) {
    return "{\"response_id\":\""
        + response
        + "\",\"metric\":\"thumbs\",\"value\":"
        + value
        + ",\"time\":"
        + System.currentTimeMillis()
        + ",\"source\":\""
        + source
        + "\"}";
  }

  private String send(Broker broker, List<String> lines) throws Exception {
    Path file = Files.write(directory.resolve("feedback.jsonl"), lines);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Millrace.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(
            "feedback",
            file.toString(),
            "--bootstrap",
            broker.bootstrap(),
            "--pipeline",
            TOPICS.pipeline());
    assertThat(err.toString()).isEmpty();
    return out.toString();
  }

  private static List<String> reasons(TopicReader reader) {
    return reader.values(TOPICS.lateFeedback(), DeadLetterCodec::decode).stream()
        .map(DeadLetter::reason)
        .toList();
  }

  private static void awaitTrained(
      TopicReader reader, LocalCluster cluster, JobID job, String... groups) {
    await("steps of " + groups.length + " groups")
        .atMost(DEADLINE)
        .untilAsserted(
            () -> {
              assertThat(cluster.failure(job)).as("why the job restarted").isNull();
              assertThat(trained(reader)).containsExactlyInAnyOrder(groups);
            });
  }

  private static List<String> trained(TopicReader reader) {
    return reader.values(TOPICS.ledger(), StepRecordCodec::decode).stream()
        .flatMap(step -> step.slots().stream())
        .filter(slot -> slot.kind() == SlotKind.FRESH)
        .map(SlotRecord::groupId)
        .toList();
  }

  /** Eight groups, four a shard, each of them twice. */
  private static void produceGroups(String bootstrap) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", bootstrap),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int g = 0; g < 8; g++) {
        String promptId = promptId(g % SHARDS);
        byte[] key = promptId.getBytes(StandardCharsets.UTF_8);
        byte[] value = ResponseGroupCodec.encode(group("g" + g, promptId));
        for (int copy = 0; copy < 2; copy++) {
          producer.send(new ProducerRecord<>(TOPICS.pending(), g % SHARDS, key, value)).get();
        }
      }
    }
  }

  private static String promptId(int shard) {
    int n = 0;
    while (Shards.of("p" + n, SHARDS) != shard) {
      n++;
    }
    return "p" + n;
  }

  private static ResponseGroup group(String id, String promptId) {
    Prompt prompt =
        new Prompt(
            promptId,
            "test",
            "1+1=",
            TestGroups.PROMPT_TOKENS,
            "",
            Prompt.FEEDBACK,
            Map.of("metric", "thumbs"),
            0);
    long now = System.currentTimeMillis();
    return new ResponseGroup(
        id,
        prompt,
        TestGroups.PROMPT_TOKENS,
        List.of(TestGroups.right(id), TestGroups.wrong(id)),
        TestGroups.SAMPLING,
        TestGroups.TOKENIZER,
        "test",
        now,
        now,
        null);
  }

  private JobID submit(
      LocalCluster cluster, String bootstrap, Path model, @Nullable Path savepoint) {
    Map<String, String> typed = new HashMap<>();
    typed.put("millrace.kafka.bootstrap", bootstrap);
    typed.put("millrace.pipeline", TOPICS.pipeline());
    typed.put("millrace.shards", String.valueOf(SHARDS));
    typed.put("millrace.batch-slots", "4");
    typed.put("millrace.feedback.timeout", "10 min");
    typed.put("millrace.feedback.slack", "2 s");
    typed.put("millrace.ingest.vocabulary-size", String.valueOf(TestPolicy.VOCABULARY_SIZE));
    typed.put("millrace.ingest.tokenizer-digest", TestGroups.TOKENIZER);
    typed.put("millrace.replay.fill-only-timeout", "0");
    typed.put("millrace.learn.device", "cpu");
    typed.put("millrace.learn.model", model.toString());
    typed.put("millrace.learn.state-dir", directory.resolve("blobs").toString());
    typed.put("millrace.learn.weights-dir", directory.resolve("weights").toString());
    StreamExecutionEnvironment environment = cluster.environment();
    TrainingJob.build(environment, JobSettings.from(typed));
    return cluster.submit(environment, savepoint);
  }
}
