package dev.millrace.ops.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ops.follow.TopicFollower;
import dev.millrace.ops.local.Broker;
import dev.millrace.ops.local.Ports;
import dev.millrace.ops.local.TopicCreation;
import dev.millrace.ops.task.AdditionTask;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.avro.PromptCodec;
import dev.millrace.schemas.topics.TopicSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptFeedTest {

  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final String TOPIC = "prompts";
  private static final String GROUP = "generator";
  private static final AdditionTask TASK = AdditionTask.standard();
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-01-01T12:00:00Z"), ZoneOffset.UTC);

  @TempDir Path directory;

  @Test
  void feedStaysAheadOfWhatIsAnsweredAndGoesOnAfterARestart() throws Exception {
    try (Broker broker = Broker.start(directory, Ports.free(), DEADLINE)) {
      TopicCreation.create(
          broker.bootstrap(), List.of(new TopicSpec(TOPIC, 2, Map.of())), DEADLINE);
      BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
      try (KafkaConsumer<byte[], byte[]> reader = reader(broker)) {
        try (PromptFeed feed = PromptFeed.start(settings(broker), TASK, 9, NOON, failures::add)) {
          assertThat(read(reader, 10, failures)).allSatisfy((s, ids) -> assertThat(ids).hasSize(5));
          reader.commitSync(
              Map.of(
                  new TopicPartition(TOPIC, 0), new OffsetAndMetadata(3),
                  new TopicPartition(TOPIC, 1), new OffsetAndMetadata(1)));
          Map<Integer, List<String>> more = read(reader, 4, failures);
          assertThat(more.get(0)).hasSize(3);
          assertThat(more.get(1)).hasSize(1);
        }
        reader.commitSync(Map.of(new TopicPartition(TOPIC, 0), new OffsetAndMetadata(8)));
        try (PromptFeed feed = PromptFeed.start(settings(broker), TASK, 9, NOON, failures::add)) {
          assertThat(read(reader, 5, failures).get(0)).hasSize(5);
        }
        reader.seekToBeginning(reader.assignment());
        List<String> shard0 = read(reader, 13 + 6, failures).get(0);
        assertThat(shard0).isEqualTo(expected(13));
      }
      assertThat(failures).isEmpty();
    }
  }

  @Test
  void followerPassesOverWhatItCannotDecode() throws Exception {
    try (Broker broker = Broker.start(directory, Ports.free(), DEADLINE);
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      TopicCreation.create(
          broker.bootstrap(), List.of(new TopicSpec(TOPIC, 1, Map.of())), DEADLINE);
      Prompt prompt = TASK.prompt(1, 1);
      send(producer, new byte[] {1, 2, 3});
      send(producer, PromptCodec.encode(prompt));
      BlockingQueue<Prompt> arrived = new LinkedBlockingQueue<>();

      try (TopicFollower<Prompt> follower =
          TopicFollower.start(broker.bootstrap(), TOPIC, PromptCodec::decode, arrived::add)) {
        assertThat(arrived.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS))
            .usingRecursiveComparison()
            .isEqualTo(prompt);
        assertThat(follower.malformed()).isEqualTo(1);
      }
    }
  }

  private static void send(KafkaProducer<byte[], byte[]> producer, byte[] value) throws Exception {
    producer.send(new ProducerRecord<>(TOPIC, value)).get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
  }

  private static List<String> expected(int count) {
    ShardedPrompts dealt = new ShardedPrompts(TASK, 9, 2);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(dealt.next(0).promptId());
    }
    return ids;
  }

  private static PromptFeedSettings settings(Broker broker) {
    return new PromptFeedSettings(
        broker.bootstrap(), TOPIC, GROUP, 2, 5, Duration.ofMillis(20), DEADLINE);
  }

  private static KafkaConsumer<byte[], byte[]> reader(Broker broker) {
    KafkaConsumer<byte[], byte[]> reader =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                broker.bootstrap(),
                "group.id",
                GROUP,
                "enable.auto.commit",
                false,
                "auto.offset.reset",
                "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    reader.assign(List.of(new TopicPartition(TOPIC, 0), new TopicPartition(TOPIC, 1)));
    return reader;
  }

  /** Reads until this many prompts have come: their ids by shard. */
  private static Map<Integer, List<String>> read(
      KafkaConsumer<byte[], byte[]> reader, int count, BlockingQueue<Throwable> failures) {
    Map<Integer, List<String>> ids = Map.of(0, new ArrayList<>(), 1, new ArrayList<>());
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (size(ids) < count && System.nanoTime() < end && failures.isEmpty()) {
      reader
          .poll(Duration.ofMillis(100))
          .forEach(
              record ->
                  ids.get(record.partition())
                      .add(new String(record.key(), StandardCharsets.UTF_8)));
    }
    return ids;
  }

  private static int size(Map<Integer, List<String>> ids) {
    return ids.values().stream().mapToInt(List::size).sum();
  }
}
