package dev.millrace.job.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.junit.jupiter.api.Test;

class QuietClockTest {
  private final List<Long> given = new ArrayList<>();
  private long now = 1_000_000;
  private final QuietClock clock = new QuietClock(1_000, 200, () -> now);
  private final WatermarkOutput out =
      new WatermarkOutput() {
        @Override
        public void emitWatermark(Watermark watermark) {
          given.add(watermark.getTimestamp());
        }

        @Override
        public void markIdle() {}

        @Override
        public void markActive() {}
      };

  private void read(long time) {
    clock.onEvent(FeedbackTestObjects.feedback("g", 0, "m", 1, time, "s"), time, out);
  }

  @Test
  void feedbackDecidesTheTimeWhileItComes() {
    read(5_000);
    clock.onPeriodicEmit(out);
    read(4_000);
    clock.onPeriodicEmit(out);
    // What comes now with time 4,000 is still in time: 5,000 less the slack, and all before it.
    assertThat(given).containsExactly(3_999L, 3_999L);
  }

  @Test
  void silenceForTheSlackLetsTheClockDecide() {
    read(5_000);
    for (int tick = 0; tick < 4; tick++) {
      clock.onPeriodicEmit(out);
    }
    assertThat(given).containsOnly(3_999L);
    clock.onPeriodicEmit(out); // the fifth tick of 200 ms without feedback
    assertThat(given).endsWith(998_999L);
  }

  @Test
  void topicThatWasAlwaysSilentHasATimeToo() {
    for (int tick = 0; tick < 5; tick++) {
      clock.onPeriodicEmit(out);
    }
    assertThat(given).containsExactly(998_999L);
  }

  @Test
  void taskThatCouldNotRunHasNotHeardSilence() {
    read(5_000);
    now += 3_600_000;
    clock.onPeriodicEmit(out);
    read(6_000);
    clock.onPeriodicEmit(out);
    assertThat(given).containsExactly(3_999L, 4_999L);
  }
}
