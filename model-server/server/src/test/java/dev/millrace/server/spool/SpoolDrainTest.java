package dev.millrace.server.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker itself stops and starts in the tests of ops; here it refuses as it is told. */
class SpoolDrainTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final Duration AGE = Duration.ofHours(1);
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

  @TempDir Path directory;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final SpoolFigures figures = new SpoolFigures();
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
  private Spool spool;
  private SpoolDrain drain;

  @BeforeEach
  void open() {
    spool = Spool.open(new SpoolSettings(directory, 1 << 20, 1 << 16, AGE, Duration.ofSeconds(1)));
    drain = new SpoolDrain(spool, producer, figures, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @AfterEach
  void close() throws InterruptedException {
    spool.close();
    threads.shutdownNow();
    assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
  }

  private void accept(String text, Instant when) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThat(spool.append(new SpoolRecord("t", 2, bytes, bytes, when.toEpochMilli()))).isTrue();
  }

  private List<String> sent() {
    return producer.history().stream()
        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
        .toList();
  }

  private Future<Boolean> turn(int records) {
    Future<Boolean> turn = threads.submit(drain::turn);
    int before = producer.history().size();
    await("records are sent").atMost(DEADLINE).until(() -> producer.history().size() >= records);
    assertThat(before).isLessThanOrEqualTo(records);
    return turn;
  }

  @Test
  void recordsGoInOrderToTheirPartitionAndLeaveTheSpoolWhenTheyAreAcknowledged() throws Exception {
    accept("a", NOW);
    accept("b", NOW);
    Future<Boolean> turn = turn(2);
    assertThat(spool.isDrained()).isFalse();
    producer.completeNext();
    producer.completeNext();
    assertThat(turn.get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(sent()).containsExactly("a", "b");
    assertThat(producer.history().get(0).partition()).isEqualTo(2);
    assertThat(spool.isDrained()).isTrue();
    assertThat(figures.recordsWritten()).isEqualTo(2);
  }

  @Test
  void whatTheBrokerDidNotTakeIsSentAgainFromThereOn() throws Exception {
    accept("a", NOW);
    accept("b", NOW);
    accept("c", NOW);
    Future<Boolean> turn = turn(3);
    producer.completeNext();
    producer.errorNext(new TimeoutException("away"));
    producer.completeNext();
    assertThat(turn.get(20, TimeUnit.SECONDS)).isFalse();
    assertThat(figures.isWaiting()).isTrue();
    Future<Boolean> again = turn(5);
    producer.completeNext();
    producer.completeNext();
    assertThat(again.get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(sent()).containsExactly("a", "b", "c", "b", "c");
    assertThat(figures.isWaiting()).isFalse();
    assertThat(spool.isDrained()).isTrue();
  }

  @Test
  void aRecordThatIsTooOldOrTooLargeIsGivenUpAndCounted() throws Exception {
    accept("old", NOW.minus(AGE).minusMillis(1));
    accept("large", NOW);
    accept("good", NOW.minus(AGE));
    Future<Boolean> turn = turn(2);
    producer.errorNext(new RecordTooLargeException("the topic takes less"));
    producer.completeNext();
    assertThat(turn.get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(sent()).containsExactly("large", "good");
    assertThat(figures.recordsExpired()).isEqualTo(1);
    assertThat(figures.recordsRefused()).isEqualTo(1);
    assertThat(figures.recordsWritten()).isEqualTo(1);
    assertThat(spool.isDrained()).isTrue();
  }

  @Test
  void nothingIsGivenUpWhileItCannotBeNotedHowFarTheBrokerHasTheSpool() throws Exception {
    Files.createDirectories(directory.resolve("position.tmp").resolve("in-the-way"));
    accept("a", NOW);
    accept("b", NOW);
    Future<Boolean> turn = turn(2);
    producer.completeNext();
    producer.errorNext(new TimeoutException("away"));
    assertThat(turn.get(20, TimeUnit.SECONDS)).isFalse();
    Future<Boolean> again = turn(3);
    producer.completeNext();
    again.get(20, TimeUnit.SECONDS);
    assertThat(sent()).containsExactly("a", "b", "b");
    assertThat(spool.isDrained()).isTrue();
    assertThat(figures.filesDamaged()).isZero();
  }

  @Test
  void aDamagedRestIsGivenUpAndWhatComesLaterGoesOn() throws Exception {
    accept("a", NOW);
    try (FileChannel file =
        FileChannel.open(directory.resolve("0000000000000001.spool"), StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {1}), 12);
    }
    assertThat(drain.turn()).isFalse();
    assertThat(figures.filesDamaged()).isEqualTo(1);
    accept("b", NOW);
    Future<Boolean> turn = turn(1);
    producer.completeNext();
    assertThat(turn.get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(sent()).containsExactly("b");
  }

  @Test
  void aDrainThatIsStoppedWhileTheBrokerIsAwayEndsAndLeavesTheRestForTheNextStart()
      throws Exception {
    accept("a", NOW);
    Future<?> running =
        threads.submit(
            () -> {
              drain.run();
              return null;
            });
    await("it waits").atMost(DEADLINE).until(figures::isWaiting);
    drain.stop(Duration.ofSeconds(10));
    running.get(20, TimeUnit.SECONDS);
    spool.close();
    try (Spool next = Spool.open(SpoolSettings.of(directory, 1 << 20, AGE))) {
      assertThat(next.oldest(9, 1 << 20)).hasSize(1);
    }
  }
}
