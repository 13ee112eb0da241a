package dev.millrace.ops.feedback;

import dev.millrace.ops.UserError;
import dev.millrace.schemas.Feedback;
import dev.millrace.schemas.avro.FeedbackCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A producer of feedback, in the order in which it is given. */
final class FeedbackSender implements AutoCloseable {
  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final Duration deadline;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  private FeedbackSender(KafkaProducer<byte[], byte[]> producer, String topic, Duration deadline) {
    this.producer = producer;
    this.topic = topic;
    this.deadline = deadline;
  }

  static FeedbackSender open(
      String bootstrap, Map<String, String> properties, String topic, Duration deadline) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    all.put(ProducerConfig.ACKS_CONFIG, "all");
    all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, deadline.toMillis());
    all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) deadline.toMillis());
    all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) deadline.toMillis());
    all.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    return new FeedbackSender(
        new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer()),
        topic,
        deadline);
  }

  /** Hands one on. */
  void send(Feedback feedback) {
    byte[] key = feedback.responseId().getBytes(StandardCharsets.UTF_8);
    var unused = // the callback hears of every failure
        producer.send(
            new ProducerRecord<>(topic, key, FeedbackCodec.encode(feedback)),
            (metadata, problem) -> {
              if (problem != null) {
                failure.compareAndSet(null, problem);
              }
            });
    refuseFailure();
  }

  /**
   * Waits until the broker has all of them.
   *
   * @throws UserError when it has not within the deadline
   */
  void flush() {
    producer.flush();
    refuseFailure();
  }

  private void refuseFailure() {
    Exception problem = failure.get();
    if (problem != null) {
      throw new UserError(
          "topic "
              + topic
              + " did not take feedback within "
              + deadline.toSeconds()
              + " s ("
              + problem.getMessage()
              + "); some of it may be there, and sending it again changes nothing",
          problem);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
