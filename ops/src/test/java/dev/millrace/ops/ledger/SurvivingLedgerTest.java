package dev.millrace.ops.ledger;

import static dev.millrace.ops.ledger.LedgerTestObjects.resumed;
import static dev.millrace.ops.ledger.LedgerTestObjects.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.WeightVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SurvivingLedgerTest {

  @Test
  void laterLineageTakesTheStepsThatItTrainedAgain() {
    SurvivingLedger ledger =
        SurvivingLedger.of(
            List.of(
                step(1, 1, "a"),
                step(1, 2, "b"),
                step(1, 3, "undone"),
                step(2, 3, "c"),
                step(2, 4, "d")));

    assertThat(contents(ledger)).isEqualTo(Map.of(1L, "a", 2L, "b", 3L, "c", 4L, "d"));
    assertThat(ledger.undone()).extracting(StepRecord::batchDigest).containsExactly("undone");
    assertThat(ledger.isUndone(1, 3)).isTrue();
    assertThat(ledger.isUndone(1, 2)).isFalse();
    assertThat(ledger.isUndone(2, 4)).isFalse();
    assertThat(ledger.cuts()).isEqualTo(Map.of(1L, 2L, 2L, 4L));
  }

  @Test
  void lineageThatGoesFurtherBackCutsEveryLineageBeforeIt() {
    SurvivingLedger ledger =
        SurvivingLedger.of(
            List.of(
                step(1, 1, "a"),
                step(1, 2, "x"),
                step(2, 3, "y"),
                step(2, 4, "z"),
                step(3, 2, "b")));

    assertThat(contents(ledger)).isEqualTo(Map.of(1L, "a", 2L, "b"));
    assertThat(ledger.cuts()).isEqualTo(Map.of(1L, 1L, 2L, 1L, 3L, 2L));
  }

  @Test
  void recordThatIsWrittenTwiceCountsOnceAndADifferentOneIsNamed() {
    SurvivingLedger ledger =
        SurvivingLedger.of(
            List.of(step(1, 1, "a"), step(1, 1, "a"), step(1, 2, "b"), step(1, 2, "c")));

    assertThat(ledger.steps()).hasSize(2);
    assertThat(ledger.repeated()).isEqualTo(2);
    assertThat(ledger.differing()).containsExactly("1.2");
  }

  @Test
  void lineageWithoutARecordIsKnownByItsFirstVersion() {
    List<StepRecord> records = List.of(step(1, 1, "a"), step(1, 2, "b"));

    SurvivingLedger ledger = SurvivingLedger.of(records, List.of(resumed(5, 1, 1)));

    assertThat(contents(ledger)).isEqualTo(Map.of(1L, "a"));
    assertThat(ledger.isUndone(1, 2)).isTrue();
  }

  @Test
  void stepsBetweenTheFirstAndTheLastThatAreNotThereAreNamed() {
    assertThat(SurvivingLedger.of(List.of(step(1, 3, "c"), step(1, 6, "f"))).missing())
        .containsExactly(4L, 5L);
    assertThat(SurvivingLedger.of(List.of()).missing()).isEmpty();
  }

  @Test
  void digestDependsOnWhatWasTrainedAndNotOnWhenOrUnderWhichLineage() {
    SurvivingLedger once = SurvivingLedger.of(List.of(step(1, 1, "a"), step(1, 2, "b")));
    SurvivingLedger restarted =
        SurvivingLedger.of(List.of(step(4, 1, "a"), step(4, 2, "b"), step(7, 2, "b")));
    SurvivingLedger other = SurvivingLedger.of(List.of(step(1, 1, "a"), step(1, 2, "c")));

    assertThat(LedgerDigest.of(once)).matches("[0-9a-f]{64}").isEqualTo(LedgerDigest.of(restarted));
    assertThat(LedgerDigest.of(other)).isNotEqualTo(LedgerDigest.of(once));
  }

  /**
   * A learner that trains, takes checkpoints and crashes at random: what it has trained, as it
   * knows itself, is what the ledger says afterwards.
   */
  @Property(seed = "42", tries = 300)
  void foldOfAnyHistoryOfRestartsIsWhatTheLearnerHasTrained(@ForAll long seed) {
    Random random = new Random(seed);
    List<StepRecord> written = new ArrayList<>();
    List<WeightVersion> versions = new ArrayList<>();
    List<StepRecord> trained = new ArrayList<>();
    int checkpoint = 0;
    int flushed = 0;
    long lineage = 1;
    int events = random.nextInt(60);
    for (int event = 0; event < events; event++) {
      switch (random.nextInt(6)) {
        case 0 -> {
          checkpoint = trained.size();
          flushed = written.size();
        }
        case 1 -> {
          // What was not flushed may be gone; what was sent may have been written again.
          int kept = flushed + random.nextInt(written.size() - flushed + 1);
          written.subList(kept, written.size()).clear();
          if (random.nextBoolean() && kept > flushed) {
            written.add(written.get(kept - 1));
          }
          trained.subList(checkpoint, trained.size()).clear();
          long parent = lineage;
          lineage += 1 + random.nextInt(3);
          versions.add(resumed(lineage, parent, checkpoint));
        }
        default -> {
          long next = trained.size() + 1L;
          StepRecord record = step(lineage, next, "content " + next + " in " + lineage);
          trained.add(record);
          written.add(record);
        }
      }
    }

    SurvivingLedger ledger = SurvivingLedger.of(written, versions);

    assertThat(List.copyOf(ledger.steps().values())).isEqualTo(trained);
    assertThat(ledger.missing()).isEmpty();
    assertThat(ledger.differing()).isEmpty();
    assertThat(trained.size() + ledger.undone().size() + ledger.repeated())
        .isEqualTo(written.size());
    for (StepRecord record : written) {
      assertThat(ledger.isUndone(record.lineage(), record.step()))
          .isEqualTo(!trained.contains(record));
    }
  }

  private static Map<Long, String> contents(SurvivingLedger ledger) {
    Map<Long, String> contents = new TreeMap<>();
    ledger.steps().forEach((step, record) -> contents.put(step, record.batchDigest()));
    return contents;
  }
}
