package dev.millrace.job.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.DeadLetter;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.Vote;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettleFunctionTest {
  private static final long SAMPLED = 1_000_000;
  private static final long TIMEOUT = FeedbackTestObjects.SETTINGS.timeout().toMillis();

  private KeyedTwoInputStreamOperatorTestHarness<
          String, PendingGroup, ReceivedFeedback, ResponseGroup>
      harness;

  @BeforeEach
  void open() throws Exception {
    harness = open(null);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private static KeyedTwoInputStreamOperatorTestHarness<
          String, PendingGroup, ReceivedFeedback, ResponseGroup>
      open(@Nullable OperatorSubtaskState state) throws Exception {
    var opened =
        new KeyedTwoInputStreamOperatorTestHarness<
            String, PendingGroup, ReceivedFeedback, ResponseGroup>(
            new KeyedCoProcessOperator<>(new SettleFunction(FeedbackTestObjects.SETTINGS)),
            PendingGroup::groupId,
            ReceivedFeedback::groupId,
            Types.STRING);
    opened.setup();
    if (state != null) {
      opened.initializeState(state);
    }
    opened.open();
    opened.processWatermark1(Watermark.MAX_WATERMARK);
    return opened;
  }

  private void group(String id, int responses) throws Exception {
    harness.processElement1(
        new StreamRecord<>(FeedbackTestObjects.pending(id, responses, SAMPLED)));
  }

  private void vote(String group, int index, double value, long time, String source)
      throws Exception {
    harness.processElement2(
        new StreamRecord<>(
            FeedbackTestObjects.feedback(group, index, "thumbs", value, time, source)));
  }

  private void time(long millis) throws Exception {
    harness.processWatermark2(new Watermark(millis));
  }

  private List<String> aside() {
    var records = harness.getSideOutput(Settle.LATE);
    List<String> reasons = new ArrayList<>();
    if (records != null) {
      for (StreamRecord<DeadLetter> record : records) {
        assertThat(record.getValue().value()).isNotEmpty();
        reasons.add(record.getValue().reason());
      }
    }
    return reasons;
  }

  private List<ResponseGroup> settled() {
    return harness.extractOutputValues();
  }

  private static List<List<Vote>> votes(ResponseGroup group) {
    return group.responses().stream().map(response -> response.feedback()).toList();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 60_000, 3_600_000, 86_400_000})
  void feedbackCountsAfterAnyDelayUpToTheTimeout(long delay) throws Exception {
    group("g", 2);
    vote("g", 0, 1, SAMPLED, "a");
    vote("g", 1, 0, SAMPLED + delay, "a");
    time(SAMPLED + delay - 1);
    assertThat(settled()).isEmpty();
    time(SAMPLED + delay);
    assertThat(settled()).hasSize(1);
    assertThat(votes(settled().get(0)))
        .isEqualTo(
            List.of(
                List.of(new Vote("thumbs", 1, SAMPLED, "a")),
                List.of(new Vote("thumbs", 0, SAMPLED + delay, "a"))));
    assertThat(harness.numKeyedStateEntries()).isEqualTo(1); // that the group has left
  }

  @Test
  void groupWaitsForTheTimeoutAndNoLongerAndGoesWithWhatThereIs() throws Exception {
    group("g", 2);
    vote("g", 0, 1, SAMPLED + 5, "a");
    vote("g", 1, 1, SAMPLED + TIMEOUT + 1, "a");
    time(SAMPLED + TIMEOUT - 1);
    assertThat(settled()).isEmpty();
    time(SAMPLED + TIMEOUT);
    assertThat(votes(settled().get(0)).get(0)).hasSize(1);
    assertThat(votes(settled().get(0)).get(1)).isEmpty();
    assertThat(aside()).containsExactly("late: its group settled at " + (SAMPLED + TIMEOUT));
  }

  @Test
  void feedbackBeforeItsGroupWaitsForIt() throws Exception {
    vote("g", 1, 0, SAMPLED + 2, "a");
    vote("g", 0, 1, SAMPLED + 1, "a");
    time(SAMPLED + 10);
    group("g", 2);
    assertThat(votes(settled().get(0))).allSatisfy(votes -> assertThat(votes).hasSize(1));
    assertThat(aside()).isEmpty();
  }

  @Test
  void secondVoteOfASourceChangesNothing() throws Exception {
    group("g", 2);
    vote("g", 0, 1, SAMPLED + 1, "a");
    vote("g", 0, 1, SAMPLED + 1, "a");
    vote("g", 0, 0, SAMPLED + 2, "a");
    vote("g", 1, 1, SAMPLED + 3, "a");
    time(SAMPLED + 3);
    assertThat(votes(settled().get(0)).get(0))
        .containsExactly(new Vote("thumbs", 1, SAMPLED + 1, "a"));
  }

  @Test
  void feedbackOnAGroupThatHasLeftIsLateAndOnOneThatNeverComesUnknown() throws Exception {
    harness.setProcessingTime(0);
    group("g", 2);
    vote("g", 0, 1, SAMPLED, "a");
    vote("g", 1, 1, SAMPLED, "a");
    time(SAMPLED);
    vote("g", 1, 1, SAMPLED + 1, "b");
    vote("h", 0, 1, SAMPLED + 1, "b");
    vote("h", 1, 1, SAMPLED + 1, "b");
    assertThat(aside()).containsExactly("late: its group has left");
    harness.setProcessingTime(FeedbackTestObjects.SETTINGS.remember().toMillis());
    assertThat(aside())
        .containsExactly(
            "late: its group has left",
            "unknown: its group has not come",
            "unknown: its group has not come");
    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  @Test
  void indexThatTheGroupHasNotIsUnknown() throws Exception {
    group("g", 2);
    vote("g", 2, 1, SAMPLED, "a");
    assertThat(aside()).containsExactly("unknown: its group has 2 responses");
  }

  @Test
  void copyOfAGroupChangesNothing() throws Exception {
    group("g", 2);
    vote("g", 0, 1, SAMPLED, "a");
    group("g", 2);
    vote("g", 1, 1, SAMPLED, "a");
    time(SAMPLED);
    group("g", 2);
    time(SAMPLED + TIMEOUT);
    assertThat(settled()).hasSize(1);
    assertThat(votes(settled().get(0)).get(0)).hasSize(1);
  }

  @Test
  void groupOfOneResponseIsAnEvaluationAndNotTrained() throws Exception {
    group("g", 1);
    vote("g", 0, 1, SAMPLED, "a");
    time(SAMPLED);
    assertThat(settled()).isEmpty();
    vote("g", 0, 1, SAMPLED, "b");
    assertThat(aside()).containsExactly("late: its group has left");
  }

  @Test
  void restoredRoomSettlesAsItWouldHave() throws Exception {
    vote("early", 0, 1, SAMPLED, "a");
    group("g", 2);
    vote("g", 0, 1, SAMPLED + 1, "a");
    group("left", 2);
    vote("left", 0, 1, SAMPLED, "a");
    vote("left", 1, 1, SAMPLED, "a");
    time(SAMPLED);
    OperatorSubtaskState state = harness.snapshot(1, 1);
    harness.close();
    harness = open(state);
    vote("left", 1, 1, SAMPLED, "b");
    assertThat(aside()).containsExactly("late: its group has left");
    vote("g", 1, 0, SAMPLED + 7, "b");
    group("early", 2);
    vote("early", 1, 0, SAMPLED + 8, "b");
    time(SAMPLED + 8);
    assertThat(settled()).extracting(ResponseGroup::groupId).containsExactly("g", "early");
    assertThat(settled())
        .allSatisfy(
            group -> assertThat(votes(group)).allSatisfy(votes -> assertThat(votes).hasSize(1)));
  }

  @Test
  void tenantWithThirtyPercentOfTheVotesHasNoMoreThanItsShareOfThoseThatAreUsed() throws Exception {
    int votes = 0;
    for (int g = 0; g < 400; g++) {
      group("g" + g, 2);
      for (int i = 0; i < 10; i++) {
        boolean tenant = i < 3;
        vote("g" + g, i % 2, tenant ? 0 : 1, SAMPLED, tenant ? "tenant" : "user" + (votes++ % 97));
      }
    }
    time(SAMPLED);
    List<Vote> used =
        settled().stream().flatMap(group -> votes(group).stream()).flatMap(List::stream).toList();
    long ofTenant = used.stream().filter(vote -> vote.source().equals("tenant")).count();
    assertThat(ofTenant / (double) used.size()).isPositive().isLessThanOrEqualTo(0.2);
    assertThat(aside()).allSatisfy(reason -> assertThat(reason).contains("its share of 0.2"));
  }
}
