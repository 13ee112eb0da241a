package dev.millrace.ops.feed;

import dev.millrace.ops.task.PromptSource;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.avro.PromptCodec;
import dev.millrace.schemas.topics.KafkaSizes;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What keeps the prompts topic filled: a fixed number of unanswered prompts in every shard, however
 * fast the stream turns. It counts what generators have committed, so it needs to know nothing of
 * steps, arms or drops, and an arm that consumes more groups is simply fed more.
 */
public final class PromptFeed implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PromptFeed.class);
  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);

  private final PromptFeedSettings settings;
  private final ShardedPrompts prompts;
  private final Clock clock;
  private final Consumer<Throwable> onFailure;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  private PromptFeed(
      PromptFeedSettings settings,
      PromptSource source,
      long seed,
      Clock clock,
      Consumer<Throwable> onFailure) {
    this.settings = settings;
    this.prompts = new ShardedPrompts(source, seed, settings.shards());
    this.clock = clock;
    this.onFailure = onFailure;
    this.thread = new Thread(this::feed, "prompt-feed");
    thread.setDaemon(true);
  }

  /**
   * Begins to feed. Goes on where an earlier feed of the same source, seed and shards stopped.
   *
   * @param settings where to
   * @param source of the prompts
   * @param seed of the run
   * @param clock that dates the prompts
   * @param onFailure called once, on the feed's thread, when it cannot go on
   */
  public static PromptFeed start(
      PromptFeedSettings settings,
      PromptSource source,
      long seed,
      Clock clock,
      Consumer<Throwable> onFailure) {
    PromptFeed feed = new PromptFeed(settings, source, seed, clock, onFailure);
    feed.thread.start();
    return feed;
  }

  private void feed() {
    try (ShardOffsets offsets = new ShardOffsets(settings);
        KafkaProducer<byte[], byte[]> producer = producer()) {
      long[] written = patiently(offsets::written);
      for (int shard = 0; shard < written.length; shard++) {
        prompts.skip(shard, written[shard]);
      }
      do {
        fill(producer, written, patiently(offsets::answered));
      } while (!closing.await(settings.lookEvery().toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      if (closing.getCount() > 0) {
        LOG.error("the prompt feed ended: {}", e.toString(), e);
        onFailure.accept(e);
      }
    }
  }

  /** A question to the broker. */
  private interface Question {
    long[] ask() throws InterruptedException;
  }

  /** Asks until the broker answers, as long as a broker may be away. */
  private long[] patiently(Question question) throws InterruptedException {
    long until = System.nanoTime() + settings.patience().toNanos();
    for (boolean said = false; ; said = true) {
      try {
        return question.ask();
      } catch (SilentBrokerException e) {
        if (System.nanoTime() - until > 0) {
          throw new IllegalStateException(
              "waited " + settings.patience() + " for the broker: " + e.getMessage(), e);
        }
        if (!said) {
          LOG.warn("the prompt feed waits for the broker: {}", e.getMessage());
        }
      }
      if (closing.await(settings.lookEvery().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new InterruptedException("closed while it waited for the broker");
      }
    }
  }

  private void fill(KafkaProducer<byte[], byte[]> producer, long[] written, long[] answered)
      throws InterruptedException {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (int shard = 0; shard < written.length; shard++) {
      for (; written[shard] < answered[shard] + settings.readyPerShard(); written[shard]++) {
        sent.add(producer.send(record(shard, prompts.next(shard))));
      }
    }
    producer.flush();
    for (Future<RecordMetadata> done : sent) {
      try {
        done.get(); // flushed, so this does not wait
      } catch (ExecutionException e) {
        throw new IllegalStateException(
            settings.promptsTopic() + " refused a prompt: " + e.getCause(), e);
      }
    }
  }

  private ProducerRecord<byte[], byte[]> record(int shard, Prompt prompt) {
    Prompt dated =
        new Prompt(
            prompt.promptId(),
            prompt.dataset(),
            prompt.text(),
            prompt.tokens(),
            prompt.reference(),
            prompt.verifier(),
            prompt.verifierParameters(),
            clock.millis());
    byte[] key = prompt.promptId().getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>(settings.promptsTopic(), shard, key, PromptCodec.encode(dated));
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            settings.bootstrap(),
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            KafkaSizes.PROMPT_BYTES,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            Math.toIntExact(settings.patience().toMillis()),
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            settings.patience().toMillis(),
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            Math.toIntExact(Math.min(30_000, settings.patience().toMillis() / 2))),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** Stops feeding. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(CLOSE_DEADLINE.toMillis());
      if (thread.isAlive()) {
        LOG.warn("the prompt feed waits for its broker; interrupted after {}", CLOSE_DEADLINE);
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
