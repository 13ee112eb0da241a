package dev.millrace.ops.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ops.Millrace;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.ops.local.Broker;
import dev.millrace.ops.local.Ports;
import dev.millrace.ops.local.TopicCreation;
import dev.millrace.schemas.DeadLetter;
import dev.millrace.schemas.avro.DeadLetterCodec;
import dev.millrace.schemas.topics.DeadLetterHeaders;
import dev.millrace.schemas.topics.KafkaSizes;
import dev.millrace.schemas.topics.TopicSpec;
import dev.millrace.schemas.topics.Topics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two records of the groups topic that could not be used, offsets 0 and 1 of shard 1, and one of
 * the prompts topic; the letter of the first was written twice.
 */
class DeadLettersTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final Topics TOPICS = new Topics("letters");
  private static final String FIRST = "millrace.letters.groups.v1-1-0";
  private static final String SECOND = "millrace.letters.groups.v1-1-1";
  private static final String PROMPT = "millrace.letters.prompts.v1-0-0";

  @TempDir Path directory;
  private Broker broker;
  private final byte[] large = new byte[2 << 20];

  record Ending(int status, String out, String err) {}

  @BeforeEach
  void write() throws Exception {
    broker = Broker.start(directory.resolve("kafka"), Ports.free(), DEADLINE);
    TopicCreation.create(broker.bootstrap(), TopicSpec.ofPipeline(TOPICS, 2), DEADLINE);
    new Random(42).nextBytes(large);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                broker.bootstrap(),
                "max.request.size",
                KafkaSizes.PRODUCER_MAX_REQUEST_SIZE),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      byte[] garbage = {1, 2, 3};
      letter(
          producer,
          TOPICS.groups(),
          1,
          "key".getBytes(UTF_8),
          garbage,
          "not a ResponseGroup; first bytes 010203");
      letter(producer, TOPICS.groups(), 1, null, large, "group g-17: 3 log-probs for 4 tokens");
      letter(producer, TOPICS.prompts(), 0, null, garbage, "not a Prompt");
      sendLetter(
          producer, letterOf(TOPICS.groups(), 1, 0, "key".getBytes(UTF_8), garbage, "again"));
    }
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @Test
  void lettersAreListedOnceAndCountedByReason() {
    Ending ending = run("list");

    assertThat(ending.err()).isEmpty();
    assertThat(ending.out())
        .contains(FIRST + "  1970-01-01T00:00:07Z  ingest  3 bytes  not a ResponseGroup;")
        .contains(SECOND)
        .contains((2 << 20) + " bytes")
        .contains("3 letters\n")
        .contains("       1  ingest: group *: * log-probs for * tokens");
    assertThat(run("list", "--reason", "not a").out()).contains("2 letters").doesNotContain(SECOND);
    assertThat(run("list", "--limit", "1").out()).contains("… and 2 before them").contains(PROMPT);
    assertThat(run("list", "--json").out().lines()).hasSize(4);
  }

  @Test
  void letterIsShownWithItsBytesAndWhatTheDecoderSaysNow() throws Exception {
    assertThat(run("show", FIRST).out())
        .contains("millrace.errors.exception.message        not a ResponseGroup")
        .contains("the decoder says now                     malformed: not a ResponseGroup")
        .contains("key    00000000  6b 65 79")
        .contains("value  00000000  01 02 03");

    Path raw = directory.resolve("raw");
    assertThat(run("show", SECOND, "--raw", raw.toString()).status()).isZero();
    assertThat(Files.readAllBytes(raw)).isEqualTo(large);
    assertThat(run("show", "nowhere-0-0"))
        .isEqualTo(
            new Ending(
                1, "", "millrace dead-letters show: nowhere-0-0: no dead letter of letters\n"));
  }

  @Test
  void redriveBringsTheSameBytesAndKeyBackOnce() {
    assertThat(run("redrive", "--all", "--dry-run").out())
        .contains(SECOND + " would be sent")
        .endsWith("to send 3, left 0\n");
    assertThat(records(TOPICS.groups())).hasSize(2);

    assertThat(run("redrive", FIRST, SECOND).out())
        .contains(FIRST + " -> millrace.letters.groups.v1-1-2\n")
        .contains(SECOND + " -> millrace.letters.groups.v1-1-3\n")
        .endsWith("sent 2, left 0\n");
    List<ConsumerRecord<byte[], byte[]>> groups = records(TOPICS.groups());
    assertThat(groups).hasSize(4);
    assertThat(groups.get(2).key()).isEqualTo("key".getBytes(UTF_8));
    assertThat(groups.get(2).value()).isEqualTo(groups.get(0).value());
    assertThat(groups.get(3).key()).isNull();
    assertThat(groups.get(3).value()).isEqualTo(large);
    assertThat(groups.get(3).headers().lastHeader(DeadLetterHeaders.REDRIVEN_FROM).value())
        .isEqualTo(SECOND.getBytes(UTF_8));

    assertThat(run("redrive", "--all").out())
        .contains(FIRST + " left: it was sent again before, as millrace.letters.groups.v1-1-2")
        .contains(PROMPT + " -> millrace.letters.prompts.v1-0-1")
        .endsWith("sent 1, left 2\n");
    assertThat(run("redrive", FIRST, "--again").out()).endsWith("sent 1, left 0\n");
    assertThat(records(TOPICS.groups())).hasSize(5);
  }

  @Test
  void letterOfARecordThatWasSentAgainAndFailedAgainIsLeft() throws Exception {
    run("redrive", FIRST);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", broker.bootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      sendLetter(producer, letterOf(TOPICS.groups(), 1, 2, null, new byte[] {1, 2, 3}, "still no"));
    }

    assertThat(run("redrive", "--all", "--reason", "still").out())
        .contains("-1-2 left: it is " + FIRST + ", sent again, which failed again")
        .endsWith("sent 0, left 1\n");
  }

  @Test
  void lettersMustBeNamed() {
    assertThat(run("redrive").err()).contains("ORIGIN: name letters, or give --all");
    assertThat(run("redrive", "--all", FIRST).status()).isEqualTo(2);
    assertThat(run("redrive", "groups-0-0"))
        .isEqualTo(
            new Ending(
                1,
                "",
                "millrace dead-letters redrive: groups-0-0: there is no such dead letter\n"));
  }

  private List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (TopicReader reader = TopicReader.open(broker.bootstrap(), DEADLINE)) {
      reader.read(topic, records::add);
    }
    return records;
  }

  private static void letter(
      KafkaProducer<byte[], byte[]> producer,
      String topic,
      int partition,
      byte[] key,
      byte[] value,
      String reason)
      throws Exception {
    long offset = producer.send(new ProducerRecord<>(topic, partition, key, value)).get().offset();
    sendLetter(producer, letterOf(topic, partition, offset, key, value, reason));
  }

  private static DeadLetter letterOf(
      String topic, int partition, long offset, byte[] key, byte[] value, String reason) {
    byte[] known = key == null ? new byte[0] : key;
    return new DeadLetter(
        topic, partition, offset, 5_000, known, value, "ingest", reason, "", 7_000);
  }

  private static void sendLetter(KafkaProducer<byte[], byte[]> producer, DeadLetter letter)
      throws Exception {
    producer
        .send(
            new ProducerRecord<>(
                TOPICS.deadLetters(),
                DeadLetterHeaders.key(letter).getBytes(UTF_8),
                DeadLetterCodec.encode(letter)))
        .get();
  }

  private Ending run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("dead-letters"));
    all.addAll(List.of(arguments));
    all.add("--bootstrap");
    all.add(broker.bootstrap());
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Millrace.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(all.toArray(String[]::new));
    return new Ending(status, out.toString(), err.toString());
  }
}
