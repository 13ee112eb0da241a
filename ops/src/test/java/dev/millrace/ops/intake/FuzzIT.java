package dev.millrace.ops.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.job.JobSettings;
import dev.millrace.job.TrainingJob;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.ops.local.Broker;
import dev.millrace.ops.local.LocalCluster;
import dev.millrace.ops.local.LocalClusterSettings;
import dev.millrace.ops.local.Ports;
import dev.millrace.ops.local.TopicCreation;
import dev.millrace.schemas.DeadLetter;
import dev.millrace.schemas.DropReason;
import dev.millrace.schemas.DroppedGroup;
import dev.millrace.schemas.SlotKind;
import dev.millrace.schemas.SlotRecord;
import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.avro.DeadLetterCodec;
import dev.millrace.schemas.avro.DroppedGroupCodec;
import dev.millrace.schemas.avro.StepRecordCodec;
import dev.millrace.schemas.topics.DeadLetterHeaders;
import dev.millrace.schemas.topics.KafkaSizes;
import dev.millrace.schemas.topics.TopicSpec;
import dev.millrace.schemas.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hundred thousand records of every malformed kind, through a real broker and the whole job, with
 * some good groups among them: the job never restarts, every bad record is one dead letter with its
 * bytes and its origin, every good one is trained.
 */
class FuzzIT {
  private static final Duration DEADLINE = Duration.ofMinutes(4);
  private static final int SHARDS = 2;
  private static final int RECORDS = 100_000;

  /** In each shard; the groups of eight steps of two slots a shard. */
  private static final int GOOD = 16;

  private static final int GOOD_EVERY = RECORDS / SHARDS / GOOD;
  private static final Topics TOPICS = new Topics("fuzz");

  private final FuzzedRecords fuzzed = new FuzzedRecords(42);

  @TempDir Path directory;

  @Test
  void everyBadRecordIsOneDeadLetterAndEveryGoodOneIsTrained() throws Exception {
    Path model = TestPolicy.write(directory, 1);
    try (Broker broker = Broker.start(directory.resolve("kafka"), Ports.free(), DEADLINE);
        LocalCluster cluster =
            LocalCluster.start(
                LocalClusterSettings.laptop(
                    directory.resolve("flink"), directory.resolve("log"), Ports.free()))) {
      TopicCreation.create(broker.bootstrap(), TopicSpec.ofPipeline(TOPICS, SHARDS), DEADLINE);
      JobID job = submit(cluster, broker.bootstrap(), model);
      produce(broker.bootstrap());
      try (TopicReader reader = TopicReader.open(broker.bootstrap(), DEADLINE)) {
        await("steps of all good groups")
            .atMost(DEADLINE)
            .untilAsserted(
                () -> {
                  assertThat(cluster.failure(job)).as("why the job restarted").isNull();
                  assertThat(trained(reader)).hasSizeGreaterThanOrEqualTo(SHARDS * GOOD);
                });
        for (String topic : List.of(TOPICS.dropped(), TOPICS.deadLetters())) {
          await("records of " + topic)
              .atMost(DEADLINE)
              .until(() -> records(reader, topic) >= bad());
        }
        assertThat(cluster.failure(job)).as("why the job restarted").isNull();
        cluster.cancel(job, DEADLINE);
        assertThat(trained(reader)).isEqualTo(goodIds());
        assertDeadLetters(reader);
        assertThat(reader.values(TOPICS.dropped(), DroppedGroupCodec::decode))
            .hasSize(bad())
            .extracting(DroppedGroup::reason)
            .containsOnly(DropReason.MALFORMED);
      }
    }
  }

  private static int bad() {
    return RECORDS - SHARDS * GOOD;
  }

  /** Record n goes to shard n % S, where it has offset n / S: one producer, fresh partitions. */
  private static boolean isGood(int number) {
    return number / SHARDS % GOOD_EVERY == GOOD_EVERY / 2;
  }

  private static Set<String> goodIds() {
    return IntStream.range(0, RECORDS)
        .filter(FuzzIT::isGood)
        .mapToObj(number -> "good-" + number)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void produce(String bootstrap) {
    Queue<Exception> refused = new ConcurrentLinkedQueue<>();
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                bootstrap,
                "linger.ms",
                5,
                "max.request.size",
                KafkaSizes.PRODUCER_MAX_REQUEST_SIZE),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int number = 0; number < RECORDS; number++) {
        byte[] value = isGood(number) ? TestGroups.encoded("good-" + number) : fuzzed.value(number);
        var unused = // the callback hears of every failure
            producer.send(
                new ProducerRecord<>(TOPICS.groups(), number % SHARDS, key(number), value),
                (metadata, problem) -> {
                  if (problem != null) {
                    refused.add(problem);
                  }
                });
      }
      producer.flush();
      assertThat(refused).isEmpty();
    }
  }

  private static byte[] key(int number) {
    return ("key-" + number).getBytes(StandardCharsets.UTF_8);
  }

  private static long records(TopicReader reader, String topic) {
    return reader.ranges(topic).values().stream().mapToLong(range -> range.size()).sum();
  }

  private static Set<String> trained(TopicReader reader) {
    List<StepRecord> steps = reader.values(TOPICS.ledger(), StepRecordCodec::decode);
    return steps.stream()
        .flatMap(step -> step.slots().stream())
        .filter(slot -> slot.kind() == SlotKind.FRESH)
        .map(SlotRecord::groupId)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void assertDeadLetters(TopicReader reader) {
    BitSet seen = new BitSet(RECORDS);
    reader.read(TOPICS.deadLetters(), record -> seen.set(assertDeadLetter(record, seen)));
    assertThat(seen.cardinality()).isEqualTo(bad());
  }

  /** Compares a dead letter with what was sent; returns the number of the record. */
  private int assertDeadLetter(ConsumerRecord<byte[], byte[]> record, BitSet seen) {
    DeadLetter letter = TopicReader.decoded(record, DeadLetterCodec::decode);
    int number = Math.toIntExact(letter.offset() * SHARDS + letter.partition());
    assertThat(isGood(number)).isFalse();
    assertThat(seen.get(number)).as("second letter of record %d", number).isFalse();
    FuzzedRecords.Kind kind = fuzzed.kind(number);
    byte[] sent = fuzzed.value(number);
    assertThat(letter.value()).as("%s", kind).isEqualTo(sent == null ? new byte[0] : sent);
    assertThat(letter.key()).isEqualTo(key(number));
    assertThat(letter.topic()).isEqualTo(TOPICS.groups());
    assertThat(letter.reason()).as("%s", kind).contains(kind.reason);
    assertThat(new String(record.key(), StandardCharsets.UTF_8))
        .isEqualTo(DeadLetterHeaders.key(letter));
    return number;
  }

  private JobID submit(LocalCluster cluster, String bootstrap, Path model) {
    Map<String, String> typed = new HashMap<>();
    typed.put("millrace.kafka.bootstrap", bootstrap);
    typed.put("millrace.pipeline", TOPICS.pipeline());
    typed.put("millrace.shards", String.valueOf(SHARDS));
    typed.put("millrace.batch-slots", "4");
    typed.put("millrace.ingest.vocabulary-size", String.valueOf(TestPolicy.VOCABULARY_SIZE));
    typed.put("millrace.ingest.tokenizer-digest", TestGroups.TOKENIZER);
    typed.put("millrace.ingest.max-malformed", "1");
    typed.put("millrace.replay.fill-only-timeout", "0");
    typed.put("millrace.learn.device", "cpu");
    typed.put("millrace.learn.model", model.toString());
    typed.put("millrace.learn.state-dir", directory.resolve("blobs").toString());
    typed.put("millrace.learn.weights-dir", directory.resolve("weights").toString());
    StreamExecutionEnvironment environment = cluster.environment();
    TrainingJob.build(environment, JobSettings.from(typed));
    return cluster.submit(environment);
  }
}
