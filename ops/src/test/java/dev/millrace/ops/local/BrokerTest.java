package dev.millrace.ops.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ops.UserError;
import dev.millrace.schemas.topics.TopicSpec;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final TopicSpec LETTERS = new TopicSpec("letters", 2, Map.of());

  @TempDir Path directory;

  @Test
  void recordsSurviveARestartOnTheSameDirectoryAndAnotherPort() throws Exception {
    try (Broker broker = Broker.start(directory, Ports.free(), DEADLINE)) {
      TopicCreation.create(broker.bootstrap(), List.of(LETTERS), DEADLINE);
      write(broker, "first");
      write(broker, "second");
      assertThat(read(broker, 2)).containsExactly("first", "second");
    }
    try (Broker broker = Broker.start(directory, Ports.free(), DEADLINE)) {
      TopicCreation.create(broker.bootstrap(), List.of(LETTERS), DEADLINE);
      assertThat(read(broker, 2)).containsExactly("first", "second");
      write(broker, "third");
      assertThat(read(broker, 3)).containsExactly("first", "second", "third");

      assertThatThrownBy(
              () ->
                  TopicCreation.create(
                      broker.bootstrap(),
                      List.of(
                          new TopicSpec("letters", 3, Map.of()),
                          new TopicSpec("others", 1, Map.of())),
                      DEADLINE))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("topic letters")
          .hasMessageContaining("has 2 partitions")
          .hasMessageContaining("needs 3");
      TopicCreation.create(
          broker.bootstrap(), List.of(new TopicSpec("others", 4, Map.of())), DEADLINE);
    }
  }

  @Test
  void directoryThatIsAFileIsRefusedByName() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(() -> Broker.start(file, Ports.free(), DEADLINE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void occupiedPortIsRefusedWithTheOptionThatNamedIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> Ports.named("--kafka-port", port))
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith("--kafka-port " + port + ": the port is in use");
      assertThat(Ports.preferred(port)).isNotEqualTo(port);
    }
  }

  @Test
  void brokerThatCannotBindItsPortSaysSo() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> Broker.start(directory, taken.getLocalPort(), DEADLINE))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("port " + taken.getLocalPort());
    }
  }

  private static void write(Broker broker, String letter) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>("letters", 1, null, letter.getBytes(UTF_8))).get();
    }
  }

  private static List<String> read(Broker broker, int count) {
    List<String> letters = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrap()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition("letters", 1);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      Instant end = Instant.now().plus(DEADLINE);
      while (letters.size() < count && Instant.now().isBefore(end)) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(letter -> letters.add(new String(letter.value(), UTF_8)));
      }
    }
    return letters;
  }
}
