package dev.millrace.server.kafka;

import static dev.millrace.server.TestObjects.VOCABULARY;
import static dev.millrace.server.TestObjects.prompt;
import static dev.millrace.server.TestObjects.promptId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.DeadLetter;
import dev.millrace.schemas.avro.DeadLetterCodec;
import dev.millrace.schemas.avro.PromptCodec;
import dev.millrace.server.FirstFailure;
import dev.millrace.server.admission.Admission;
import dev.millrace.server.admission.Bell;
import dev.millrace.server.admission.PendingPrompt;
import dev.millrace.server.sampling.PromptReader;
import dev.millrace.server.sampling.SamplingFigures;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PromptIntakeTest {
  private static final TopicPartition ZERO = new TopicPartition("prompts", 0);
  private static final TopicPartition ONE = new TopicPartition("prompts", 1);
  private static final Node NODE = new Node(1, "localhost", 9092);

  private final Bell bell = new Bell();
  private final FirstFailure failure = new FirstFailure(bell);
  private final Admission admission = new Admission(1, 2, new long[2], bell);
  private final SamplingFigures figures = new SamplingFigures();
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private long nanos;
  private PromptIntake intake;

  @BeforeEach
  void start() {
    consumer.updatePartitions("prompts", List.of(partition(0), partition(1)));
    consumer.updateBeginningOffsets(Map.of(ZERO, 0L, ONE, 0L));
    intake = intake(2);
    intake.start();
  }

  private PromptIntake intake(int shards) {
    return intake(consumer, shards);
  }

  private PromptIntake intake(MockConsumer<byte[], byte[]> from, int shards) {
    return intake(from, shards, null);
  }

  private PromptIntake intake(
      MockConsumer<byte[], byte[]> from, int shards, @Nullable String groups) {
    return new PromptIntake(
        from,
        "prompts",
        shards,
        groups,
        new PromptReader("prompts", shards, text -> new int[0], VOCABULARY, 8),
        admission,
        new DeadLetterWriter(
            producer, "dlq", failure, Clock.fixed(Instant.ofEpochMilli(5), ZoneOffset.UTC)),
        figures,
        3,
        () -> "note",
        () -> nanos);
  }

  private static PartitionInfo partition(int number) {
    return new PartitionInfo("prompts", number, NODE, new Node[] {NODE}, new Node[] {NODE});
  }

  private void arrives(int shard, long offset) {
    byte[] value = PromptCodec.encode(prompt(promptId(shard, 2), 3, 4));
    consumer.addRecord(new ConsumerRecord<>("prompts", shard, offset, new byte[] {7}, value));
  }

  /** An intake that was given the first of two shards, whose groups end at an offset. */
  private PromptIntake sharing(MockConsumer<byte[], byte[]> from, long end) {
    from.updatePartitions("prompts", List.of(partition(0), partition(1)));
    from.updateBeginningOffsets(Map.of(ZERO, 0L, ONE, 0L));
    from.updateEndOffsets(
        Map.of(new TopicPartition("groups", 0), end, new TopicPartition("groups", 1), end));
    PromptIntake sharing = intake(from, 2, "groups");
    sharing.start();
    from.rebalance(List.of(ZERO));
    return sharing;
  }

  private static void promptTo(MockConsumer<byte[], byte[]> to, long offset) {
    byte[] value = PromptCodec.encode(prompt(promptId(0, 2), 3, 4));
    to.addRecord(new ConsumerRecord<>("prompts", 0, offset, new byte[] {7}, value));
  }

  @Test
  void aShardThatIsGivenBackIsCommittedAndForgotten() {
    MockConsumer<byte[], byte[]> shared = new MockConsumer<>("earliest");
    PromptIntake sharing = sharing(shared, 0);
    promptTo(shared, 0);
    promptTo(shared, 1);
    sharing.turn();
    PendingPrompt answered = admission.take(1).get(0);
    admission.written(answered, 0);
    shared.rebalance(List.of(ONE));
    assertThat(admission.hasPrompts()).isFalse();
    assertThat(admission.position(0)).isEqualTo(-1);
    shared.rebalance(List.of(ZERO, ONE)); // the mock tells of its own partitions only
    assertThat(shared.committed(Set.of(ZERO)).get(ZERO))
        .isEqualTo(new OffsetAndMetadata(1, "note"));
  }

  @Test
  void aShardThatIsGivenGoesOnWhereOthersHaveWritten() {
    MockConsumer<byte[], byte[]> shared = new MockConsumer<>("earliest");
    PromptIntake sharing = sharing(shared, 3); // of a window of (1 + 1) · 2 groups
    promptTo(shared, 0);
    promptTo(shared, 1);
    sharing.turn();
    assertThat(admission.take(10)).hasSize(1);
  }

  @Test
  void positionsAreCommittedAgainWithoutNewsBecauseOfTheirNotes() {
    arrives(0, 0);
    intake.turn();
    nanos += 200_000_000;
    intake.turn();
    consumer.commitSync(Map.of(ZERO, new OffsetAndMetadata(0, "older")));
    nanos += 2_000_000_000;
    intake.turn();
    assertThat(consumer.committed(Set.of(ZERO)).get(ZERO))
        .isEqualTo(new OffsetAndMetadata(0, "note"));
  }

  @Test
  void promptsAreAdmitted() {
    arrives(0, 0);
    arrives(1, 0);
    intake.turn();
    assertThat(admission.take(10)).hasSize(2);
  }

  @Test
  void aRecordThatIsNoPromptBecomesADeadLetterAndIsPassed() throws Exception {
    consumer.addRecord(new ConsumerRecord<>("prompts", 0, 0, new byte[] {7}, new byte[] {1, 2}));
    arrives(0, 1);
    intake.turn();
    DeadLetter letter = DeadLetterCodec.decode(producer.history().get(0).value());
    assertThat(letter.topic()).isEqualTo("prompts");
    assertThat(letter.offset()).isZero();
    assertThat(letter.key()).containsExactly(7);
    assertThat(letter.value()).containsExactly(1, 2);
    assertThat(letter.reason()).contains("0102");
    Header stage = producer.history().get(0).headers().lastHeader("millrace.errors.stage");
    assertThat(new String(stage.value(), StandardCharsets.UTF_8)).isEqualTo("generator");
    assertThat(new String(producer.history().get(0).key(), StandardCharsets.UTF_8))
        .isEqualTo("prompts-0-0");
    assertThat(figures.promptsRefused()).isEqualTo(1);
    assertThat(admission.take(10)).hasSize(1);
  }

  @Test
  void aRecordWithoutKeyAndValueBecomesADeadLetterToo() throws Exception {
    consumer.addRecord(new ConsumerRecord<>("prompts", 0, 0, null, null));
    intake.turn();
    assertThat(DeadLetterCodec.decode(producer.history().get(0).value()).value()).isEmpty();
    assertThat(failure.get()).isNull();
  }

  @Test
  void positionsAreCommittedUpToTheFirstPromptWithoutAnAcknowledgedGroup() {
    for (int offset = 0; offset < 3; offset++) {
      arrives(0, offset);
    }
    intake.turn();
    List<PendingPrompt> taken = admission.take(10);
    admission.written(taken.get(0), 0);
    admission.written(taken.get(2), 1);
    nanos += 1_000_000_000L;
    intake.turn();
    assertThat(committed(ZERO)).isEqualTo(1);
    admission.written(taken.get(1), 2);
    intake.commitLast();
    assertThat(committed(ZERO)).isEqualTo(3);
    assertThat(consumer.committed(Set.of(ONE)).get(ONE)).isNull();
  }

  @Test
  void aCommitThatFailedIsMadeAgainThoughNothingIsNew() {
    MockConsumer<byte[], byte[]> away = new FailingCommits();
    away.updatePartitions("prompts", List.of(partition(0), partition(1)));
    away.updateBeginningOffsets(Map.of(ZERO, 0L, ONE, 0L));
    PromptIntake patient = intake(away, 2);
    patient.start();
    away.addRecord(new ConsumerRecord<>("prompts", 0, 0, new byte[] {7}, new byte[] {1, 2}));
    patient.turn(); // the record is a dead letter, which is written at once
    nanos += 2_000_000_000L;
    patient.turn();
    assertThat(away.committed(Set.of(ZERO)).get(ZERO)).isNull();
    nanos += 2_000_000_000L;
    patient.turn();
    assertThat(away.committed(Set.of(ZERO)).get(ZERO).offset()).isEqualTo(1);
  }

  /** A consumer whose first commit gets no answer. */
  private static final class FailingCommits extends MockConsumer<byte[], byte[]> {
    private boolean failed;

    FailingCommits() {
      super("earliest");
    }

    @Override
    public synchronized void commitAsync(
        Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
      if (failed) {
        super.commitAsync(offsets, callback);
      } else {
        failed = true;
        callback.onComplete(offsets, new DisconnectException());
      }
    }
  }

  @Test
  void aRefusedRecordIsPassedOnceItsDeadLetterIsWritten() {
    MockProducer<byte[], byte[]> slow =
        new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    new DeadLetterWriter(slow, "dlq", failure, Clock.systemUTC())
        .write(
            new ConsumerRecord<>("prompts", 0, 0, new byte[0], new byte[0]),
            new IllegalArgumentException("no prompt"),
            () -> admission.refused(0, 0));
    admission.refuse(0, 0);
    assertThat(admission.position(0)).isZero();
    slow.completeNext();
    assertThat(admission.position(0)).isEqualTo(1);
  }

  private long committed(TopicPartition partition) {
    OffsetAndMetadata offset = consumer.committed(Set.of(partition)).get(partition);
    return offset == null ? -1 : offset.offset();
  }

  @Test
  void aShardWhoseQueueIsFullIsPausedUntilPromptsAreTaken() {
    for (int offset = 0; offset < 3; offset++) {
      arrives(0, offset);
    }
    intake.turn();
    intake.turn();
    assertThat(consumer.paused()).containsExactly(ZERO);
    admission.take(1);
    intake.turn();
    assertThat(consumer.paused()).isEmpty();
  }

  @Test
  void aTopicWithAnotherNumberOfPartitionsIsRefused() {
    assertThatThrownBy(() -> intake(3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("topic prompts has 2 partitions, the pipeline 3");
  }

  @Test
  void aTopicThatDoesNotExistIsRefused() {
    MockConsumer<byte[], byte[]> empty = new MockConsumer<>("earliest");
    assertThatThrownBy(() -> Partitions.of(empty, "prompts"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("topic prompts does not exist");
  }
}
