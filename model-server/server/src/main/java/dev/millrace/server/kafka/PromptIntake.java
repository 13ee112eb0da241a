package dev.millrace.server.kafka;

import dev.millrace.server.admission.Admission;
import dev.millrace.server.admission.PendingPrompt;
import dev.millrace.server.sampling.PromptReader;
import dev.millrace.server.sampling.RefusedPromptException;
import dev.millrace.server.sampling.SamplingFigures;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The prompts topic on its way into admission. A partition whose queue is full is paused. Positions
 * are committed up to the first prompt whose group is not yet acknowledged, so a restart samples
 * some prompts again, under the same group ids, and skips none.
 */
public final class PromptIntake {
  private static final Logger LOG = LoggerFactory.getLogger(PromptIntake.class);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration COMMIT_DEADLINE = Duration.ofSeconds(5);
  private static final long COMMIT_EVERY_NANOS = 100_000_000L;
  private static final long RETRY_EVERY_NANOS = 1_000_000_000L;

  /** Without news the positions are committed all the same: their notes are read as a pulse. */
  private static final long NOTE_EVERY_NANOS = 2_000_000_000L;

  private final Consumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final @Nullable String groups;
  private final Supplier<String> note;
  private final PromptReader reader;
  private final Admission admission;
  private final DeadLetterWriter deadLetters;
  private final SamplingFigures figures;
  private final int queueLimit;
  private final LongSupplier nanos;
  private final Map<TopicPartition, Long> committed = new HashMap<>();
  private boolean failing;
  private long lastCommit;
  private long lastNote;
  private volatile boolean closing;

  /**
   * @param topic the prompts topic
   * @param shards S, its partitions
   * @param groups the groups topic, when the shards are shared with the other generators of the
   *     consumer's group; null when this one reads them all
   * @param queueLimit prompts of a shard that may wait before its partition is paused
   * @param note what is committed beside positions, at most 4,096 bytes
   * @param nanos a monotonic clock
   */
  public PromptIntake(
      Consumer<byte[], byte[]> consumer,
      String topic,
      int shards,
      @Nullable String groups,
      PromptReader reader,
      Admission admission,
      DeadLetterWriter deadLetters,
      SamplingFigures figures,
      int queueLimit,
      Supplier<String> note,
      LongSupplier nanos) {
    this.consumer = consumer;
    this.partitions = Partitions.ofShards(consumer, topic, shards);
    this.groups = groups;
    this.note = note;
    this.reader = reader;
    this.admission = admission;
    this.deadLetters = deadLetters;
    this.figures = figures;
    this.queueLimit = queueLimit;
    this.nanos = nanos;
    this.lastCommit = nanos.getAsLong();
    this.lastNote = lastCommit;
  }

  /** Reads until {@link #stop}. */
  public void run() {
    start();
    while (!closing) {
      turn();
    }
  }

  void start() {
    if (groups == null) {
      consumer.assign(partitions);
    } else {
      List<String> topic = List.of(partitions.get(0).topic());
      consumer.subscribe(topic, new SharedShards(consumer, groups, admission, this::commitNow));
    }
  }

  /** Does one turn: pause, read, commit. */
  void turn() {
    pauseFullQueues();
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      take(record);
    }
    if (nanos.getAsLong() - lastCommit >= (failing ? RETRY_EVERY_NANOS : COMMIT_EVERY_NANOS)) {
      commit();
    }
  }

  private void pauseFullQueues() {
    for (TopicPartition partition : consumer.assignment()) {
      if (admission.waiting(partition.partition()) >= queueLimit) {
        consumer.pause(Set.of(partition));
      } else {
        consumer.resume(Set.of(partition));
      }
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (record.value() == null) {
        throw new RefusedPromptException("record without a value");
      }
      PendingPrompt prompt = reader.read(record.value(), record.partition(), record.offset());
      admission.add(prompt);
    } catch (RefusedPromptException e) {
      LOG.warn(
          "prompt {}-{} at offset {} refused: {}",
          record.topic(),
          record.partition(),
          record.offset(),
          e.getMessage());
      figures.promptRefused();
      admission.refuse(record.partition(), record.offset());
      deadLetters.write(record, e, () -> admission.refused(record.partition(), record.offset()));
    }
  }

  private void commit() {
    lastCommit = nanos.getAsLong();
    if (lastCommit - lastNote >= NOTE_EVERY_NANOS) {
      lastNote = lastCommit;
      committed.clear();
    }
    Map<TopicPartition, OffsetAndMetadata> positions = uncommitted(consumer.assignment());
    if (!positions.isEmpty()) {
      consumer.commitAsync(positions, this::answered);
    }
  }

  /** A commit that failed is made again, whether or not there is news: the feed waits for it. */
  private void answered(
      Map<TopicPartition, OffsetAndMetadata> positions, @Nullable Exception failure) {
    if (failure == null) {
      failing = false;
      return;
    }
    positions.forEach((partition, position) -> committed.remove(partition, position.offset()));
    if (!failing) {
      LOG.warn("positions {} not committed, trying again: {}", positions, failure.toString());
    }
    failing = true;
  }

  /** Commits a last time, after {@link #run} has ended and the groups are acknowledged. */
  public void commitLast() {
    commitNow(consumer.assignment());
  }

  private void commitNow(Collection<TopicPartition> shards) {
    Map<TopicPartition, OffsetAndMetadata> positions = uncommitted(shards);
    try {
      if (!positions.isEmpty()) {
        consumer.commitSync(positions, COMMIT_DEADLINE);
      }
    } catch (KafkaException e) {
      // The prompts are sampled again, under the same group ids, and dropped as duplicates.
      LOG.warn("positions {} not committed: {}", positions, e.toString());
    }
  }

  /** Returns how far the groups of the prompts are acknowledged, where that is news. */
  private Map<TopicPartition, OffsetAndMetadata> uncommitted(Collection<TopicPartition> shards) {
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    for (TopicPartition partition : shards) {
      long position = admission.position(partition.partition());
      if (position >= 0 && !Long.valueOf(position).equals(committed.put(partition, position))) {
        positions.put(partition, new OffsetAndMetadata(position, note.get()));
      }
    }
    return positions;
  }

  /** Ends {@link #run} within two polls; callable from any thread. */
  public void stop() {
    closing = true;
  }
}
