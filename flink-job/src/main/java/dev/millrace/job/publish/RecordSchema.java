package dev.millrace.job.publish;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * How a record is written to a topic: its key, its bytes, its headers. A value of null writes
 * nothing.
 */
final class RecordSchema<T> implements KafkaRecordSerializationSchema<T> {
  /** A function that travels to the cluster. */
  interface Part<T, R> extends Function<T, R>, Serializable {}

  private final String topic;
  private final Part<T, String> key;
  private final Part<T, byte @Nullable []> value;
  private final Part<T, Map<String, String>> headers;

  RecordSchema(
      String topic,
      Part<T, String> key,
      Part<T, byte @Nullable []> value,
      Part<T, Map<String, String>> headers) {
    this.topic = topic;
    this.key = key;
    this.value = value;
    this.headers = headers;
  }

  @Override
  public @Nullable ProducerRecord<byte[], byte[]> serialize(
      T element, KafkaSinkContext context, @Nullable Long timestamp) {
    byte[] bytes = value.apply(element);
    if (bytes == null) {
      return null;
    }
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, utf8(key.apply(element)), bytes);
    headers.apply(element).forEach((name, text) -> record.headers().add(name, utf8(text)));
    return record;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
