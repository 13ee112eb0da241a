package dev.millrace.server.kafka;

import dev.millrace.schemas.DeadLetter;
import dev.millrace.schemas.avro.DeadLetterCodec;
import dev.millrace.schemas.topics.DeadLetterHeaders;
import dev.millrace.server.FirstFailure;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Prompt records that no group can be sampled for, on their way to the dead letters. */
public final class DeadLetterWriter {
  private static final String STAGE = "generator";
  private static final byte[] NOTHING = {};

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final FirstFailure failure;
  private final Clock clock;

  /**
   * @param topic the dead letters
   */
  public DeadLetterWriter(
      Producer<byte[], byte[]> producer, String topic, FirstFailure failure, Clock clock) {
    this.producer = producer;
    this.topic = topic;
    this.failure = failure;
    this.clock = clock;
  }

  /**
   * Writes the dead letter of a record.
   *
   * @param written called when the topic has it
   */
  void write(ConsumerRecord<byte[], byte[]> record, Exception why, Runnable written) {
    DeadLetter letter =
        new DeadLetter(
            record.topic(),
            record.partition(),
            record.offset(),
            record.timestamp(),
            record.key() == null ? NOTHING : record.key(),
            record.value() == null ? NOTHING : record.value(),
            STAGE,
            String.valueOf(why.getMessage()),
            why.getClass().getName(),
            clock.millis());
    String key = DeadLetterHeaders.key(letter);
    ProducerRecord<byte[], byte[]> sent =
        new ProducerRecord<>(
            topic, key.getBytes(StandardCharsets.UTF_8), DeadLetterCodec.encode(letter));
    DeadLetterHeaders.of(letter)
        .forEach((name, text) -> sent.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
    var unused = // the callback hears of every failure
        producer.send(
            sent,
            (metadata, problem) -> {
              if (problem != null) {
                failure.fail(
                    new IllegalStateException(
                        "dead letter of " + key + " could not be written to " + topic, problem));
              } else {
                written.run();
              }
            });
  }
}
