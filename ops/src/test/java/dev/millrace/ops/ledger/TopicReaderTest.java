package dev.millrace.ops.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ops.UserError;
import dev.millrace.ops.local.Broker;
import dev.millrace.ops.local.Ports;
import dev.millrace.ops.local.TopicCreation;
import dev.millrace.schemas.avro.StepRecordCodec;
import dev.millrace.schemas.topics.TopicSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicReaderTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void readsToTheEndThatThereWasFromTheBeginningOrFromOffsets() throws Exception {
    try (Broker broker = Broker.start(directory, Ports.free(), DEADLINE)) {
      TopicSpec two = new TopicSpec("two", 2, Map.of());
      TopicSpec empty = new TopicSpec("empty", 1, Map.of());
      TopicCreation.create(broker.bootstrap(), List.of(two, empty), DEADLINE);
      write(broker, "two", 0, "a", "b", "c");
      write(broker, "two", 1, "x");
      try (TopicReader reader = TopicReader.open(broker.bootstrap(), DEADLINE)) {
        assertThat(reader.ranges("two"))
            .isEqualTo(Map.of(0, new OffsetRange(0, 3), 1, new OffsetRange(0, 1)));
        assertThat(text(reader, "two", reader.ranges("two")))
            .containsExactlyInAnyOrder("0@0 a", "0@1 b", "0@2 c", "1@0 x");
        assertThat(text(reader, "two", Map.of(0, new OffsetRange(1, 2)))).containsExactly("0@1 b");
        assertThat(text(reader, "empty", reader.ranges("empty"))).isEmpty();

        assertThatThrownBy(() -> reader.ranges("three"))
            .isInstanceOf(UserError.class)
            .hasMessageContaining("topic three: there is none at " + broker.bootstrap());
        assertThatThrownBy(() -> reader.values("two", StepRecordCodec::decode))
            .isInstanceOf(UserError.class)
            .hasMessageContaining("offset 0: not a StepRecord");
      }
    }
  }

  @Test
  void brokerThatDoesNotAnswerIsNamedAfterTheDeadline() {
    String nobody = "127.0.0.1:" + Ports.free();
    try (TopicReader reader = TopicReader.open(nobody, Duration.ofSeconds(1))) {
      assertThatThrownBy(() -> reader.ranges("two"))
          .isInstanceOf(UserError.class)
          .hasMessage(
              "--bootstrap " + nobody + ": no answer about the partitions of two within 1 s");
    }
    assertThatThrownBy(() -> TopicReader.open("nowhere", DEADLINE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("--bootstrap nowhere: ");
  }

  private static List<String> text(
      TopicReader reader, String topic, Map<Integer, OffsetRange> ranges) {
    List<String> records = new ArrayList<>();
    reader.read(
        topic,
        ranges,
        record ->
            records.add(
                new Origin(record.partition(), record.offset())
                    + " "
                    + new String(record.value(), UTF_8)));
    return records;
  }

  private static void write(Broker broker, String topic, int partition, String... values)
      throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", broker.bootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (String value : values) {
        producer.send(new ProducerRecord<>(topic, partition, null, value.getBytes(UTF_8))).get();
      }
    }
  }
}
