package dev.millrace.ops.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.WeightVersion;
import org.junit.jupiter.api.Test;

class VersionOrderTest {
  private final VersionOrder order = new VersionOrder();

  @Test
  void aRestartMayRepeatStepsUnderANewLineage() {
    publish(10, 0, 10, 0);
    publish(10, 1, 10, 0);
    publish(10, 2, 10, 1);
    publish(20, 1, 10, 1);
    publish(20, 2, 20, 1);
    assertThat(order.violations()).isEmpty();
    assertThat(order.lineages()).isEqualTo(2);
  }

  @Test
  void whatALostLearnerPublishesLateIsPassedOver() {
    publish(10, 0, 10, 0);
    publish(20, 0, 10, 0);
    publish(10, 1, 10, 0);
    assertThat(order.violations()).isEmpty();
    assertThat(order.late()).isEqualTo(1);
  }

  @Test
  void aLineageThatBeginsTooLateIsAViolation() {
    publish(20, 0, 20, 0);
    publish(10, 0, 10, 0);
    assertThat(order.violations()).containsExactly("lineage 10 began after 20");
  }

  @Test
  void aLineageThatContinuesAnUnknownOneIsAViolation() {
    publish(20, 5, 15, 5);
    assertThat(order.violations())
        .containsExactly("lineage 20 continues 15, of which nothing was published");
  }

  private void publish(long lineage, long step, long parentLineage, long parentStep) {
    order.add(
        new WeightVersion(
            "policy",
            lineage,
            step,
            parentLineage,
            parentStep,
            "file:///weights",
            "digest",
            1,
            0,
            new long[0],
            null,
            false));
  }
}
