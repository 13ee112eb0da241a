package dev.millrace.ops.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ops.soak.Recoveries.Summary;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RecoveriesTest {
  @Test
  void medianIsTheLowerOfTwoInTheMiddle() {
    Recoveries recoveries = new Recoveries();
    recoveries.add(KillKind.BROKER, OptionalLong.of(40));
    recoveries.add(KillKind.BROKER, OptionalLong.of(10));
    recoveries.add(KillKind.JOB_MANAGER, OptionalLong.of(30));
    recoveries.add(KillKind.JOB_MANAGER, OptionalLong.of(20));
    assertThat(recoveries.overall()).isEqualTo(new Summary(4, 20, 40));
    assertThat(recoveries.byKind())
        .containsEntry(KillKind.BROKER, new Summary(2, 10, 40))
        .containsEntry(KillKind.JOB_MANAGER, new Summary(2, 20, 30))
        .hasSize(2);
  }

  @Test
  void aKillAtTheVeryEndCountsWithoutATime() {
    Recoveries recoveries = new Recoveries();
    recoveries.add(KillKind.BROKER, OptionalLong.of(7));
    recoveries.add(KillKind.BROKER, OptionalLong.empty());
    assertThat(recoveries.overall()).isEqualTo(new Summary(2, 7, 7));
  }

  @Test
  void nothingHasNoTimes() {
    assertThat(new Recoveries().overall()).isEqualTo(new Summary(0, 0, 0));
  }
}
