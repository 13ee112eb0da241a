package dev.millrace.server.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StalenessBoundTest {
  private final StalenessBound bound = new StalenessBound(1, 3, new long[2]);

  @Test
  void anEmptyTopicLeavesRoomForTheWholeWindow() {
    // (1 + 1) * 3
    assertThat(bound.allowance(0)).isEqualTo(6);
  }

  @Test
  void admittedAndWrittenGroupsTakeRoomOnce() {
    bound.admitted(0);
    assertThat(bound.allowance(0)).isEqualTo(5);
    bound.written(0, 0);
    assertThat(bound.allowance(0)).isEqualTo(5);
    assertThat(bound.allowance(1)).isEqualTo(6);
  }

  @Test
  void aWithdrawnGroupGivesItsRoomBack() {
    bound.admitted(0);
    bound.withdrawn(0);
    assertThat(bound.allowance(0)).isEqualTo(6);
  }

  @Test
  void aStepThatTakesGroupsMakesRoomForAsMany() {
    for (int offset = 0; offset < 6; offset++) {
      bound.admitted(0);
      bound.written(0, offset);
    }
    assertThat(bound.allowance(0)).isZero();
    bound.consumed(new long[] {3, 0});
    assertThat(bound.allowance(0)).isEqualTo(3);
  }

  @Test
  void aDroppedRecordMakesRoomOnceHoweverOftenItIsReported() {
    for (int offset = 0; offset < 6; offset++) {
      bound.admitted(0);
      bound.written(0, offset);
    }
    bound.dropped(0, 4);
    bound.dropped(0, 4);
    assertThat(bound.allowance(0)).isEqualTo(1);
    // The step takes 0, 1, 2, 3 and 5; record 4 lies behind it and its credit goes.
    bound.consumed(new long[] {6, 0});
    assertThat(bound.allowance(0)).isEqualTo(6);
    bound.dropped(0, 4);
    assertThat(bound.allowance(0)).isEqualTo(6);
  }

  @Test
  void aRestartGoesOnFromTheOffsets() {
    StalenessBound restarted = new StalenessBound(1, 3, new long[] {10, 10});
    restarted.consumed(new long[] {8, 9});
    restarted.dropped(0, 9);
    // Ahead by 2 with one dropped, and by 1.
    assertThat(restarted.allowance(0)).isEqualTo(6 + 1 - 2);
    assertThat(restarted.allowance(1)).isEqualTo(6 - 1);
  }

  @Test
  void aLearnerThatGoesBackClosesTheWindow() {
    StalenessBound restarted = new StalenessBound(1, 3, new long[] {10, 10});
    restarted.consumed(new long[] {9, 9});
    restarted.consumed(new long[] {3, 3});
    assertThat(restarted.allowance(0)).isEqualTo(6 - 7);
  }

  @Test
  void consumptionBeyondTheKnownEndNeverWidensTheWindow() {
    bound.consumed(new long[] {100, 100});
    assertThat(bound.allowance(0)).isEqualTo(6);
  }

  /** (η + step + 1) · B − produced, when nothing is dropped and nothing restarts. */
  @Property(seed = "42", tries = 200)
  void undisturbedItIsTheBoundInSteps(
      @ForAll @IntRange(max = 4) int maxAhead,
      @ForAll @IntRange(min = 1, max = 8) int slots,
      @ForAll long seed) {
    StalenessBound bound = new StalenessBound(maxAhead, slots, new long[1]);
    Random random = new Random(seed);
    long produced = 0;
    for (long step = 0; step < 20; step++) {
      bound.consumed(new long[] {step * slots});
      assertThat(bound.allowance(0)).isEqualTo((maxAhead + step + 1) * slots - produced);
      // At least what the next step needs, at most what is allowed.
      long least = Math.max(0, (step + 1) * slots - produced);
      long count = least + random.nextLong(bound.allowance(0) - least + 1);
      for (long i = 0; i < count; i++) {
        bound.admitted(0);
        bound.written(0, produced++);
      }
    }
  }
}
