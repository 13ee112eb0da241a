package dev.millrace.server.admission;

import static dev.millrace.server.TestObjects.pending;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private final Bell bell = new Bell();
  private final Admission admission = new Admission(0, 2, new long[3], bell);

  @Test
  void shardsTakeTurnsAndKeepTheirOrder() {
    for (int offset = 0; offset < 3; offset++) {
      admission.add(pending(0, offset));
      admission.add(pending(2, offset));
    }
    assertThat(admission.take(3)).extracting(PendingPrompt::groupId).hasSize(3);
    List<PendingPrompt> rest = admission.take(10);
    // Two of each shard in all, because the window is 2 groups a shard.
    assertThat(rest).hasSize(1);
    assertThat(admission.take(10)).isEmpty();
    assertThat(admission.waiting(0)).isEqualTo(1);
    assertThat(admission.waiting(2)).isEqualTo(1);
  }

  @Test
  void promptsOfAShardComeInTheOrderOfTheirLog() {
    admission.add(pending(1, 7));
    admission.add(pending(1, 8));
    assertThat(admission.take(10))
        .extracting(PendingPrompt::groupId)
        .containsExactly("prompts-1-7", "prompts-1-8");
  }

  @Test
  void aStepOpensTheWindowAgain() {
    for (int offset = 0; offset < 4; offset++) {
      admission.add(pending(0, offset));
    }
    List<PendingPrompt> first = admission.take(10);
    assertThat(first).hasSize(2);
    admission.written(first.get(0), 0);
    admission.written(first.get(1), 1);
    assertThat(admission.take(10)).isEmpty();
    admission.consumed(new long[] {2, 0, 0});
    assertThat(admission.take(10)).hasSize(2);
  }

  @Test
  void thePositionIsTheFirstPromptWithoutAGroup() {
    assertThat(admission.position(0)).isEqualTo(-1);
    admission.add(pending(0, 5));
    admission.add(pending(0, 6));
    admission.refuse(0, 7);
    List<PendingPrompt> taken = admission.take(2);
    assertThat(admission.position(0)).isEqualTo(5);
    admission.written(taken.get(1), 1);
    assertThat(admission.position(0)).isEqualTo(5);
    admission.written(taken.get(0), 0);
    assertThat(admission.position(0)).isEqualTo(7);
    admission.refused(0, 7);
    assertThat(admission.position(0)).isEqualTo(8);
  }

  @Test
  void aWithdrawnPromptIsFinishedAndGivesItsRoomBack() {
    admission.add(pending(0, 0));
    admission.withdrawn(admission.take(1).get(0));
    assertThat(admission.position(0)).isEqualTo(1);
    admission.add(pending(0, 1));
    admission.add(pending(0, 2));
    assertThat(admission.take(10)).hasSize(2);
  }

  @Test
  void aRingBetweenLookingAndWaitingIsNotMissed() throws Exception {
    long noted = bell.rings();
    admission.add(pending(0, 0));
    long before = System.nanoTime();
    bell.awaitAfter(noted, Duration.ofMinutes(5));
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMinutes(5));
  }
}
