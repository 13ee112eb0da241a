package dev.millrace.ops.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ops.trace.GroupTrace.ResponseTrace;
import dev.millrace.schemas.SlotKind;
import dev.millrace.schemas.SlotRecord;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrainedRewardTest {
  private static final SlotRecord SLOT =
      new SlotRecord(
          SlotKind.FRESH,
          "g",
          "p",
          0,
          0,
          0,
          1,
          new float[] {1.1f, Float.NaN, 0},
          Map.of(
              "format.tags", new float[] {1, Float.NaN, Float.NaN},
              "correct", new float[] {1, Float.NaN, 0}));

  private static String line(int response, @Nullable Map<String, Float> again) {
    TrainedReward trained = TrainedReward.of(SLOT, response);
    ResponseTrace shown =
        new ResponseTrace(
            "r",
            "text",
            "stop",
            1,
            List.of(),
            trained.channels(),
            again,
            trained.reward(),
            trained.leftOut());
    GroupTrace group =
        new GroupTrace("g", "0@0", null, null, List.of(shown), "effective", List.of(), List.of());
    return TraceText.of(new Trace("p", null, List.of(group)), null).get(1);
  }

  @Test
  void channelsOfTheLedgerAreShownAsTheyWereTrained() {
    assertThat(line(0, null)).contains("{correct=1.0, format.tags=1.0} -> reward 1.1, \"text\"");
    assertThat(line(2, null))
        .as("it has no tags")
        .contains("{correct=0.0} -> reward 0.0, \"text\"");
  }

  @Test
  void otherChannelsOfASecondJudgementStandBeside() {
    assertThat(line(2, Map.of("correct", 1f)))
        .contains("{correct=0.0} -> reward 0.0 (judged again: {correct=1.0}), \"text\"");
  }

  @Test
  void responseThatWasLeftOutIsNotShownAsZero() {
    assertThat(line(1, null)).contains("left out: nobody could judge it, \"text\"");
    assertThat(TrainedReward.of(SLOT, 1).reward()).isNull();
  }

  @Test
  void ledgerWithoutChannelsSaysNothingOfThem() {
    TrainedReward old = TrainedReward.of(SLOT.withoutChannels(), 0);
    assertThat(old.channels()).isNull();
    assertThat(old.reward()).isEqualTo(1.1f);
    assertThat(TrainedReward.of(null, 0)).isEqualTo(new TrainedReward(null, null, false));
  }
}
