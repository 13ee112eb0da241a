package dev.millrace.job.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.job.TestObjects;
import dev.millrace.job.ingest.RawRecord;
import dev.millrace.job.ingest.Refusals;
import dev.millrace.schemas.DeadLetter;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.Vote;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read of the feedback and the pending topic, and what is refused of them. */
class FeedbackIntakeTest {
  private static final long NOW = 1_000_000;
  private static final long SLACK = FeedbackTestObjects.SETTINGS.slack().toMillis();

  private static OneInputStreamOperatorTestHarness<RawRecord, ReceivedFeedback> feedback()
      throws Exception {
    var harness =
        new OneInputStreamOperatorTestHarness<RawRecord, ReceivedFeedback>(
            new ProcessOperator<>(new FeedbackFunction(FeedbackTestObjects.SETTINGS)));
    harness.open();
    harness.setProcessingTime(NOW);
    return harness;
  }

  private static List<DeadLetter> side(
      OneInputStreamOperatorTestHarness<?, ?> harness, OutputTag<DeadLetter> tag) {
    List<DeadLetter> letters = new ArrayList<>();
    var records = harness.getSideOutput(tag);
    if (records != null) {
      records.forEach(record -> letters.add(record.getValue()));
    }
    return letters;
  }

  @Test
  void feedbackIsOfAGroupAndAnIndex() throws Exception {
    try (var harness = feedback()) {
      Vote vote = new Vote("thumbs", 1, NOW + SLACK, "ann");
      RawRecord record = FeedbackTestObjects.record("a/b/3", vote, 7);
      harness.processElement(new StreamRecord<>(record));
      assertThat(harness.extractOutputValues())
          .usingRecursiveFieldByFieldElementComparator()
          .containsExactly(new ReceivedFeedback("a/b", 3, vote, record));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "thumbs, NaN, 5, ann, value NaN",
    "thumbs, 1e39, 5, ann, value 1.0E39 is not a finite number",
    "thumbs, 1, 1060001, ann, 'time 1060001 is not in [0, now + slack = 1060000]'",
    "thumbs, 1, -1, ann, time -1",
    "'', 1, 5, ann, metric ''",
    "thumbs, 1, 5, '', metric 'thumbs' of source ''"
  })
  void whatNobodyMayBelieveIsADeadLetterWithItsBytes(
      String metric, double value, long time, String source, String reason) throws Exception {
    try (var harness = feedback()) {
      RawRecord record =
          FeedbackTestObjects.record("g/0", new Vote(metric, value, time, source), 7);
      harness.processElement(new StreamRecord<>(record));
      assertThat(harness.extractOutputValues()).isEmpty();
      assertThat(side(harness, Refusals.DEAD_LETTERS))
          .singleElement()
          .satisfies(
              letter -> {
                assertThat(letter.reason()).contains(reason.replace("''", "'"));
                assertThat(letter.value()).isEqualTo(record.value());
                assertThat(letter.offset()).isEqualTo(7);
                assertThat(letter.stage()).isEqualTo("feedback");
              });
    }
  }

  @Test
  void randomBytesAreDeadLettersOneForOne() throws Exception {
    Random random = new Random(42);
    try (var harness = feedback()) {
      for (int i = 0; i < 1_000; i++) {
        byte[] bytes = new byte[random.nextInt(60)];
        random.nextBytes(bytes);
        harness.processElement(
            new StreamRecord<>(new RawRecord("feedback", 0, i, 11, new byte[0], bytes)));
      }
      assertThat(side(harness, Refusals.DEAD_LETTERS)).hasSize(1_000);
    }
  }

  @Test
  void responseIdOfAnotherFormIsUnknownAndKept() throws Exception {
    try (var harness = feedback()) {
      RawRecord record = FeedbackTestObjects.record("g", new Vote("thumbs", 1, 5, "ann"), 7);
      harness.processElement(new StreamRecord<>(record));
      assertThat(side(harness, Refusals.DEAD_LETTERS)).isEmpty();
      assertThat(side(harness, Settle.LATE))
          .singleElement()
          .satisfies(
              letter -> {
                assertThat(letter.reason()).startsWith("unknown: response id 'g'");
                assertThat(letter.value()).isEqualTo(record.value());
              });
    }
  }

  @Test
  void pendingGroupThatNoFeedbackFindsIsADeadLetter() throws Exception {
    try (var harness =
        new OneInputStreamOperatorTestHarness<RawRecord, PendingGroup>(
            new ProcessOperator<>(new PendingFunction(FeedbackTestObjects.SETTINGS)))) {
      harness.open();
      ResponseGroup group = FeedbackTestObjects.group("g", 2, 5, Map.of("metric", "thumbs"));
      harness.processElement(new StreamRecord<>(record(group)));
      harness.processElement(
          new StreamRecord<>(
              record(
                  group.with(
                      List.of(
                          TestObjects.response("g/0", "x"), TestObjects.response("g-1", "y"))))));
      harness.processElement(
          new StreamRecord<>(new RawRecord("pending", 0, 2, 11, new byte[0], new byte[] {1})));
      assertThat(harness.extractOutputValues())
          .extracting(PendingGroup::wish)
          .containsExactly(
              new Wish("thumbs", 1, 2, 5 + FeedbackTestObjects.SETTINGS.timeout().toMillis()));
      assertThat(side(harness, Refusals.DEAD_LETTERS))
          .extracting(DeadLetter::reason)
          .satisfiesExactly(
              reason ->
                  assertThat(reason)
                      .isEqualTo("response id 'g-1' is not 'g/1': no feedback finds it"),
              reason -> assertThat(reason).startsWith("not a ResponseGroup"));
    }
  }

  private static RawRecord record(ResponseGroup group) {
    return new RawRecord("pending", 0, 0, 11, new byte[0], ResponseGroupCodec.encode(group));
  }
}
