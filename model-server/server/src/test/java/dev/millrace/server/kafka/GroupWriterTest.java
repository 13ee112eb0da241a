package dev.millrace.server.kafka;

import static dev.millrace.server.TestObjects.group;
import static dev.millrace.server.TestObjects.pending;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import dev.millrace.schemas.topics.KafkaSizes;
import dev.millrace.server.FirstFailure;
import dev.millrace.server.admission.Admission;
import dev.millrace.server.admission.Bell;
import dev.millrace.server.admission.PendingPrompt;
import dev.millrace.server.sampling.SamplingFigures;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GroupWriterTest {
  private final Bell bell = new Bell();
  private final FirstFailure failure = new FirstFailure(bell);
  private final Admission admission = new Admission(0, 1, new long[2], bell);
  private final SamplingFigures figures = new SamplingFigures();
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final GroupWriter writer =
      new GroupWriter(producer, "groups", "pending", admission, figures, failure);
  private PendingPrompt prompt;

  @BeforeEach
  void takeAPrompt() {
    admission.add(pending(1, 7));
    prompt = admission.take(1).get(0);
  }

  @Test
  void aGroupIsKeyedByItsPromptInThePartitionOfItsPrompt() throws Exception {
    writer.write(prompt, group(prompt, 3, 2, "text"));
    ProducerRecord<byte[], byte[]> sent = producer.history().get(0);
    assertThat(sent.topic()).isEqualTo("groups");
    assertThat(sent.partition()).isEqualTo(1);
    assertThat(new String(sent.key(), StandardCharsets.UTF_8))
        .isEqualTo(prompt.prompt().promptId());
    assertThat(ResponseGroupCodec.decode(sent.value()).groupId()).isEqualTo("prompts-1-7");
  }

  @Test
  void aPromptIsFinishedOnceItsGroupIsAcknowledged() {
    writer.write(prompt, group(prompt, 3, 2, "text"));
    assertThat(admission.position(1)).isEqualTo(7);
    producer.completeNext();
    assertThat(admission.position(1)).isEqualTo(8);
    assertThat(figures.written()).isEqualTo(1);
  }

  @Test
  void aGroupThatWaitsForFeedbackGoesToItsOwnTopicAndGivesItsRoomBack() throws Exception {
    PendingPrompt asked = pending(1, 8);
    Prompt task = asked.prompt();
    Prompt waiting =
        new Prompt(
            task.promptId(),
            task.dataset(),
            task.text(),
            task.tokens(),
            task.reference(),
            "exact+feedback",
            task.verifierParameters(),
            task.createdAtMillis());
    admission.withdrawn(prompt);
    admission.add(
        new PendingPrompt(waiting, asked.tokens(), asked.topic(), asked.shard(), asked.offset()));
    PendingPrompt taken = admission.take(1).get(0);
    writer.write(taken, group(taken, 3, 2, "text"));
    ProducerRecord<byte[], byte[]> sent = producer.history().get(0);
    assertThat(sent.topic()).isEqualTo("pending");
    assertThat(sent.partition()).isEqualTo(1);
    assertThat(ResponseGroupCodec.decode(sent.value()).responses().get(0).responseId())
        .isEqualTo("prompts-1-8/0");
    producer.completeNext();
    assertThat(figures.written()).isEqualTo(1);
    assertThat(admission.position(1)).isEqualTo(9);
    admission.add(pending(1, 9));
    assertThat(admission.take(1)).hasSize(1);
  }

  @Test
  void aGroupTooLargeForTheTopicIsRefusedAndGivesItsRoomBack() {
    writer.write(prompt, group(prompt, 3, 2, "x".repeat(KafkaSizes.GROUP_BYTES)));
    refusedWithRoomBack();
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void aGroupThatTheBrokerFindsTooLargeIsRefusedToo() {
    writer.write(prompt, group(prompt, 3, 2, "text"));
    producer.errorNext(new RecordTooLargeException("the topic takes less"));
    refusedWithRoomBack();
  }

  private void refusedWithRoomBack() {
    assertThat(figures.groupsRefused()).isEqualTo(1);
    assertThat(failure.get()).isNull();
    assertThat(admission.position(1)).isEqualTo(8);
    admission.add(pending(1, 8));
    assertThat(admission.take(1)).hasSize(1);
  }

  @Test
  void anyOtherFailureEndsTheGeneratorAndNamesTheGroup() {
    writer.write(prompt, group(prompt, 3, 2, "text"));
    producer.errorNext(new TimeoutException("no acknowledgement"));
    assertThat(failure.get()).hasMessageContaining("group prompts-1-7");
    assertThat(admission.position(1)).isEqualTo(7);
  }
}
