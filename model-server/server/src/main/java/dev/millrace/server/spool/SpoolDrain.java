package dev.millrace.server.spool;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What hands a spool to the broker, in order, on a thread of its own. It gives up no record because
 * the broker is away; only one that is too old, or that its topic does not take. A record may be
 * written again after a failure, so whoever reads it tells copies by its id.
 */
public final class SpoolDrain {
  private static final Logger LOG = LoggerFactory.getLogger(SpoolDrain.class);
  private static final int BATCH_RECORDS = 256;
  private static final long BATCH_BYTES = 2 << 20;

  /** Between two attempts, and between two looks whether to go on. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Spool spool;
  private final Producer<byte[], byte[]> producer;
  private final SpoolFigures figures;
  private final Clock clock;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private long syncedNanos = System.nanoTime();
  private boolean isSaid;
  private volatile boolean stopping;

  /**
   * @param producer of this drain alone
   * @param clock tells the age of records
   */
  public SpoolDrain(
      Spool spool, Producer<byte[], byte[]> producer, SpoolFigures figures, Clock clock) {
    this.spool = spool;
    this.producer = producer;
    this.figures = figures;
    this.clock = clock;
  }

  /** Runs until {@link #stop}. */
  public void run() throws InterruptedException {
    try {
      while (!stopping) {
        if (spool.await(PAUSE) && !turn() && !stopping) {
          TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        }
        syncWhenDue();
      }
    } finally {
      stopped.countDown();
    }
  }

  private void syncWhenDue() {
    long now = System.nanoTime();
    if (now - syncedNanos >= spool.settings().syncInterval().toNanos()) {
      syncedNanos = now;
      try {
        spool.sync();
      } catch (IOException e) {
        LOG.warn("spool {}: not forced to disk: {}", spool.directory(), e.toString());
      }
    }
  }

  /** Hands on what waits; returns whether the broker took it. */
  boolean turn() throws InterruptedException {
    try {
      return handOn(spool.oldest(BATCH_RECORDS, BATCH_BYTES));
    } catch (DamagedSpoolException e) {
      LOG.warn("spool {}: the rest is given up: {}", spool.directory(), e.getMessage());
      figures.damaged();
      return skipDamaged();
    } catch (IOException e) {
      // What was not noted as taken is sent again after the next start at most.
      LOG.warn("spool {}: {}", spool.directory(), e.toString());
      return false;
    }
  }

  private boolean skipDamaged() {
    try {
      spool.skipDamaged();
    } catch (IOException e) {
      LOG.warn("spool {}: {}", spool.directory(), e.toString());
    }
    return false;
  }

  private boolean handOn(List<Spool.Held> batch) throws InterruptedException, IOException {
    List<@Nullable Future<RecordMetadata>> sent = new ArrayList<>();
    long oldest = clock.millis() - spool.settings().longestAge().toMillis();
    boolean whole = true;
    try {
      for (Spool.Held held : batch) {
        boolean old = held.record().acceptedAtMillis() < oldest;
        Future<RecordMetadata> future = old ? null : producer.send(of(held.record()));
        sent.add(future);
        if (future != null && hasFailed(future)) {
          whole = false; // the others would wait as long for nothing
          break;
        }
      }
    } catch (KafkaException | IllegalStateException e) {
      problem(e);
      whole = false;
    }
    int taken = 0;
    while (taken < sent.size() && isDone(sent.get(taken))) {
      taken++;
    }
    if (taken > 0) {
      spool.taken(batch.get(taken - 1).next());
    }
    boolean all = whole && taken == sent.size();
    isSaid &= !all;
    figures.waiting(!all);
    return all;
  }

  private static boolean hasFailed(Future<RecordMetadata> sent) throws InterruptedException {
    try {
      if (sent.isDone()) {
        sent.get();
      }
      return false;
    } catch (ExecutionException e) {
      return true;
    }
  }

  private static ProducerRecord<byte[], byte[]> of(SpoolRecord record) {
    return new ProducerRecord<>(record.topic(), record.partition(), record.key(), record.value());
  }

  /** Whether nothing more is to be done for a record. */
  private boolean isDone(@Nullable Future<RecordMetadata> sent) throws InterruptedException {
    if (sent == null) {
      figures.expired();
      return true;
    }
    while (true) {
      try {
        sent.get(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        figures.written();
        return true;
      } catch (TimeoutException e) {
        figures.waiting(true);
        syncWhenDue();
        if (stopping) {
          return false;
        }
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RecordTooLargeException) {
          LOG.warn("a record of the spool is too large for its topic: {}", e.toString());
          figures.refused();
          return true;
        }
        problem(e);
        return false;
      }
    }
  }

  /** Says it once for each time that the broker is away. */
  private void problem(Exception e) {
    if (!stopping && !isSaid) {
      isSaid = true;
      LOG.warn("the broker does not take what the spool has; it is tried again: {}", e.toString());
    }
  }

  /**
   * Ends {@link #run}, and lets it hand on what it can meanwhile. What is left is handed on at the
   * next start.
   *
   * @param longest how long it may take
   */
  public void stop(Duration longest) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    while (!spool.isDrained() && !figures.isWaiting() && System.nanoTime() - end < 0) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    stopping = true;
    producer.close(Duration.ZERO); // ends a wait for the broker
    if (!stopped.await(longest.toNanos(), TimeUnit.NANOSECONDS)) {
      LOG.warn("the spool is still being handed on after {} s", longest.toSeconds());
    }
  }
}
