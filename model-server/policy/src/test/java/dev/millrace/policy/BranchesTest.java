package dev.millrace.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BranchesTest {
  @Test
  void aBranchSeesThePromptAndItself() {
    Branches branches = new Branches(2, 2, 2);
    assertThat(branches.positions()).containsExactly(0, 1, 2, 3, 2, 3);
    assertThat(branches.mask(-1))
        .containsExactly(
            0, -1, -1, -1, -1, -1, //
            0, 0, -1, -1, -1, -1, //
            0, 0, 0, -1, -1, -1, //
            0, 0, 0, 0, -1, -1, //
            0, 0, -1, -1, 0, -1, //
            0, 0, -1, -1, 0, 0);
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void branchesHaveTheHiddenStatesOfRowsOfTheirOwn(Family family) {
    Torch.enterThread();
    PolicyConfig config =
        new PolicyConfig(
            family,
            11,
            16,
            2,
            4,
            2,
            8,
            24,
            64,
            10_000.0,
            1e-6,
            family == Family.QWEN2,
            true,
            new int[] {1},
            null,
            null);
    Branches branches = new Branches(5, 3, 4);
    Random random = new Random(3);
    int alone = branches.prompt() + branches.length();
    long[] side = new long[2 * branches.width()];
    long[] rows = new long[2 * branches.count() * alone];
    for (int row = 0; row < 2; row++) {
      for (int t = 0; t < branches.width(); t++) {
        side[row * branches.width() + t] = random.nextInt(11);
      }
      for (int branch = 0; branch < branches.count(); branch++) {
        int to = (row * branches.count() + branch) * alone;
        System.arraycopy(side, row * branches.width(), rows, to, branches.prompt());
        System.arraycopy(
            side,
            row * branches.width() + branches.prompt() + branch * branches.length(),
            rows,
            to + branches.prompt(),
            branches.length());
      }
    }
    try (Policy policy = Policy.initialise(config, 4, Device.cpu());
        NDManager scope = policy.manager().newSubManager()) {
      float[] together =
          policy
              .hidden(scope.create(side, new Shape(2, branches.width())), branches)
              .toFloatArray();
      float[] apart =
          policy.hidden(scope.create(rows, new Shape(2L * branches.count(), alone))).toFloatArray();
      int d = config.hiddenSize();
      for (int row = 0; row < 2 * branches.count(); row++) {
        int start = row / branches.count() * branches.width();
        int own = start + branches.prompt() + row % branches.count() * branches.length();
        for (int t = 0; t < alone; t++) {
          int column = t < branches.prompt() ? start + t : own + t - branches.prompt();
          for (int i = 0; i < d; i++) {
            assertThat(together[column * d + i])
                .isCloseTo(apart[(row * alone + t) * d + i], within(1e-5f));
          }
        }
      }
    }
  }

  @Test
  void tokensOfAnotherWidthAreRefused() {
    Torch.enterThread();
    PolicyConfig config =
        new PolicyConfig(
            Family.LLAMA,
            11,
            16,
            1,
            2,
            1,
            8,
            24,
            64,
            10_000.0,
            1e-6,
            false,
            true,
            new int[] {1},
            null,
            null);
    try (Policy policy = Policy.initialise(config, 4, Device.cpu());
        NDManager scope = policy.manager().newSubManager()) {
      assertThatThrownBy(
              () ->
                  policy.hidden(scope.create(new long[9], new Shape(1, 9)), new Branches(2, 2, 3)))
          .hasMessageContaining("(1, 9)")
          .hasMessageContaining("Branches");
    }
  }
}
