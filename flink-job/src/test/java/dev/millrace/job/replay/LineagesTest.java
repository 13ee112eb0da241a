package dev.millrace.job.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LineagesTest {
  private static Lineages lineages(Map<Long, LineageSteps> byLineage) {
    return new Lineages(new TreeMap<>(byLineage));
  }

  @Test
  void versionOfTheNewestLineageStandsWhereItIs() {
    Lineages lineages = lineages(Map.of(7L, new LineageSteps(7, 0, 30)));
    assertThat(lineages.survivingStep(7, 25)).isEqualTo(25);
    assertThat(lineages.trained()).isEqualTo(30);
  }

  @Test
  void ancestorIsCutWhereTheFirstLineageAfterItLeftIt() {
    Lineages lineages =
        lineages(
            Map.of(
                1L, new LineageSteps(1, 0, 30),
                2L, new LineageSteps(1, 20, 40),
                3L, new LineageSteps(2, 35, 50)));
    assertThat(lineages.survivingStep(1, 15)).isEqualTo(15);
    assertThat(lineages.survivingStep(1, 25)).isEqualTo(20);
    assertThat(lineages.survivingStep(2, 38)).isEqualTo(35);
    assertThat(lineages.survivingStep(3, 50)).isEqualTo(50);
  }

  @Test
  void ancestorOfWhichOnlyItsChildIsKnownIsCutToo() {
    Lineages lineages = lineages(Map.of(2L, new LineageSteps(1, 20, 40)));
    assertThat(lineages.survivingStep(1, 25)).isEqualTo(20);
  }

  @Test
  void lineageThatARestartUndidCountsFromWhereItLeftTheSurvivingHistory() {
    // 2 continued 1 from step 20, then a restart from the same checkpoint or an earlier one.
    LineageSteps first = new LineageSteps(1, 0, 22);
    LineageSteps undone = new LineageSteps(1, 20, 33);
    Lineages same = lineages(Map.of(1L, first, 2L, undone, 3L, new LineageSteps(1, 20, 21)));
    assertThat(same.survivingStep(2, 31)).isEqualTo(20);
    Lineages earlier = lineages(Map.of(1L, first, 2L, undone, 3L, new LineageSteps(1, 10, 21)));
    assertThat(earlier.survivingStep(2, 31)).isEqualTo(10);
  }

  @Test
  void lineageOfAnotherPipelineKeepsItsOwnSteps() {
    // A recorded run: its own lineages are all younger than those that sampled the topic.
    Lineages lineages =
        lineages(Map.of(100L, new LineageSteps(100, 0, 5), 101L, new LineageSteps(100, 3, 4)));
    assertThat(lineages.survivingStep(7, 250)).isEqualTo(250);
  }

  @Test
  void nothingIsKnownBeforeTheFirstVersion() {
    assertThat(Lineages.none().survivingStep(7, 3)).isEqualTo(3);
    assertThat(Lineages.none().any()).isFalse();
  }
}
