package dev.millrace.ops.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.WeightVersion;
import org.junit.jupiter.api.Test;

class EvaluationScheduleTest {

  private static final long SECOND = 1_000_000_000L;

  private final EvaluationSchedule schedule =
      new EvaluationSchedule(new EvaluatorSettings(10, 1, 0, 0.05));

  @Test
  void firstVersionIsDueAtOnce() {
    assertThat(schedule.due(0)).isNull();

    schedule.offer(version(1, 0));

    assertThat(schedule.due(0)).isEqualTo(version(1, 0));
  }

  @Test
  void laterVersionIsDueAfterEnoughStepsAndEnoughRest() {
    schedule.offer(version(1, 0));
    schedule.examined(version(1, 0), 0, SECOND); // a twentieth: 19 s of rest follow
    schedule.offer(version(1, 9));
    assertThat(schedule.due(100 * SECOND)).as("9 steps of 10").isNull();

    schedule.offer(version(1, 10));

    assertThat(schedule.due(20 * SECOND - 1)).as("18.9 s of rest").isNull();
    assertThat(schedule.due(20 * SECOND)).isEqualTo(version(1, 10));
  }

  @Test
  void endMakesTheNewestVersionDue() {
    schedule.offer(version(1, 0));
    schedule.examined(version(1, 0), 0, SECOND);
    schedule.offer(version(1, 3));
    schedule.end();

    assertThat(schedule.due(SECOND)).isEqualTo(version(1, 3));
    schedule.examined(version(1, 3), SECOND, 2 * SECOND);
    assertThat(schedule.due(2 * SECOND)).isNull();
  }

  @Test
  void versionOfAnOlderLineageIsNeverTheNewest() {
    schedule.offer(version(2, 4));
    schedule.offer(version(1, 400));

    assertThat(schedule.due(0)).isEqualTo(version(2, 4));
  }

  private static WeightVersion version(long lineage, long step) {
    return new WeightVersion("m", lineage, step, 0, 0, "u", "", 0, 0, OFFSETS, null);
  }

  private static final long[] OFFSETS = {};
}
