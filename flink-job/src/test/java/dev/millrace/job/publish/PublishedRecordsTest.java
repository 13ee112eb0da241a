package dev.millrace.job.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.DeadLetter;
import dev.millrace.schemas.avro.DeadLetterCodec;
import dev.millrace.schemas.topics.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class PublishedRecordsTest {
  private static final DeadLetter LETTER =
      new DeadLetter(
          "groups.v1", 2, 5, 11, new byte[] {9}, new byte[] {1, 2}, "ingest", "short", "E", 12);

  @Test
  void deadLetterHasTheKeyOfItsOriginAndSaysWhatWasWrongInHeaders() throws Exception {
    RecordSchema<DeadLetter> schema =
        new RecordSchema<>(
            "groups.v1.dlq",
            DeadLetterHeaders::key,
            DeadLetterCodec::encode,
            DeadLetterHeaders::of);
    ProducerRecord<byte[], byte[]> record = schema.serialize(LETTER, null, null);
    assertThat(record).isNotNull();
    assertThat(record.topic()).isEqualTo("groups.v1.dlq");
    assertThat(record.key()).asString(StandardCharsets.UTF_8).isEqualTo("groups.v1-2-5");
    assertThat(DeadLetterCodec.decode(record.value())).usingRecursiveComparison().isEqualTo(LETTER);
    Map<String, String> headers = new HashMap<>();
    record
        .headers()
        .forEach(
            header ->
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
    assertThat(headers)
        .containsOnly(
            Map.entry("millrace.errors.topic", "groups.v1"),
            Map.entry("millrace.errors.partition", "2"),
            Map.entry("millrace.errors.offset", "5"),
            Map.entry("millrace.errors.stage", "ingest"),
            Map.entry("millrace.errors.exception.message", "short"),
            Map.entry("millrace.errors.exception.class.name", "E"));
  }

  @Test
  void elementWithoutValueWritesNothing() {
    RecordSchema<String> schema =
        new RecordSchema<>("t", text -> text, text -> null, text -> Map.of());
    assertThat(schema.serialize("a", null, null)).isNull();
  }
}
