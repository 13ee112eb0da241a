package dev.millrace.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowBlockTest {
  @Test
  void rowsThatBeganAlikeAreOneBlock() {
    assertThat(RowBlock.of(new int[] {5, 5, 5, 5, 5}, 5, 2))
        .containsExactly(new RowBlock(0, 5, 5, true));
    assertThat(RowBlock.of(new int[] {5, 9, 21, 5, 7}, 5, 2))
        .containsExactly(new RowBlock(0, 5, 5, false));
  }

  @Test
  void aBlockLooksBackAsFarAsItsOldestRow() {
    assertThat(RowBlock.of(new int[] {3, 40, 30, 90, 60, 0}, 5, 2))
        .containsExactly(
            new RowBlock(0, 2, 3, false),
            new RowBlock(2, 4, 30, false),
            new RowBlock(4, 5, 60, true));
  }

  @Test
  void withoutRowsThereIsNoBlock() {
    assertThat(RowBlock.of(new int[] {4}, 0, 2)).isEmpty();
  }
}
