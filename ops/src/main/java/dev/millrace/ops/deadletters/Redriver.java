package dev.millrace.ops.deadletters;

import dev.millrace.ops.UserError;
import dev.millrace.schemas.DeadLetter;
import dev.millrace.schemas.topics.DeadLetterHeaders;
import dev.millrace.schemas.topics.KafkaSizes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A producer of what was a dead letter: byte for byte the record that it was. */
final class Redriver implements AutoCloseable {
  private final KafkaProducer<byte[], byte[]> producer;
  private final Duration deadline;

  private Redriver(KafkaProducer<byte[], byte[]> producer, Duration deadline) {
    this.producer = producer;
    this.deadline = deadline;
  }

  static Redriver open(String bootstrap, Map<String, String> properties, Duration deadline) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    all.put(ProducerConfig.ACKS_CONFIG, "all");
    all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, KafkaSizes.PRODUCER_MAX_REQUEST_SIZE);
    all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, deadline.toMillis());
    return new Redriver(
        new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer()), deadline);
  }

  /**
   * Sends a letter and waits until the broker has it.
   *
   * @return where it is now, topic-partition-offset
   * @throws UserError when the broker refuses it or does not answer
   */
  String send(DeadLetter letter) {
    String origin = DeadLetterHeaders.key(letter);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            letter.topic(),
            letter.partition(),
            letter.key().length == 0 ? null : letter.key(),
            letter.value());
    record.headers().add(DeadLetterHeaders.REDRIVEN_FROM, origin.getBytes(StandardCharsets.UTF_8));
    try {
      RecordMetadata sent = producer.send(record).get(deadline.toMillis(), TimeUnit.MILLISECONDS);
      return sent.topic() + "-" + sent.partition() + "-" + sent.offset();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new UserError(origin + ": refused by the broker (" + cause.getMessage() + ")", e);
    } catch (TimeoutException e) {
      throw new UserError(
          origin + ": no answer from the broker within " + deadline.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while sending " + origin, e);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
