package dev.millrace.ops.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.job.Arm;
import dev.millrace.ops.evaluation.EvaluatorSettings;
import dev.millrace.ops.local.StateDirectory;
import dev.millrace.ops.report.RunHistory;
import dev.millrace.ops.task.CountdownTask;
import dev.millrace.ops.task.DifficultyMix;
import dev.millrace.ops.task.WarmStartPhase;
import dev.millrace.ops.task.WarmStartRecipe;
import dev.millrace.schemas.SlotKind;
import dev.millrace.schemas.SlotRecord;
import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.avro.StepRecordCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The wheel with a reward of two channels of {@code countdown}: whether the expression is right,
 * and whether it is one.
 */
class TwoChannelsIT {
  private static final int STEPS = 12;
  private static final Duration DEADLINE = Duration.ofMinutes(8);

  @TempDir Path directory;

  @Test
  void jobTrainsWithTwoChannelsAndTheLedgerAndTraceShowThem() throws Exception {
    RunHistory history = new RunHistory();
    List<StepRecord> ledger = new ArrayList<>();
    try (StateDirectory state = StateDirectory.open(directory.resolve("state"));
        Loop loop =
            Loop.start(
                settings(),
                Supply.of(task()),
                state,
                history,
                () -> {},
                line -> System.err.println(line))) {
      await("step " + STEPS).atMost(DEADLINE).until(() -> history.lastStep() >= STEPS);
      for (var record : TopicContents.of(loop.bootstrap(), LoopPipeline.TOPICS.ledger())) {
        ledger.add(StepRecordCodec.decode(record.value()));
      }
      String options = state.jobOptions().toString();
      assertThat(
              ReadBack.said(
                  loop.bootstrap(), "verify", "--steps", "1.." + STEPS, "--settings", options))
          .contains("steps 1.." + STEPS + ": equal, byte for byte");

      SlotRecord slot = wellFormedAndWrong(ledger);
      assertThat(
              ReadBack.said(
                  loop.bootstrap(),
                  "trace",
                  "--group",
                  slot.groupId(),
                  "--reward",
                  "correct=1,format=0.25"))
          .contains("{correct=0.0, format=1.0} -> reward 0.25")
          .doesNotContain("judged again");
      assertThat(ReadBack.said(loop.bootstrap(), "trace", "--group", slot.groupId()))
          .as("the ledger's channels and reward, whatever the trace is told")
          .contains("{correct=0.0, format=1.0} -> reward 0.25")
          .containsOnlyOnce("of the same channels --reward makes ");
    }
    assertThat(history.steps())
        .allSatisfy(
            step ->
                assertThat(step.metrics())
                    .containsKeys("reward/channel/correct/mean", "reward/channel/format/mean"));
    for (StepRecord step : ledger) {
      for (SlotRecord slot : step.slots()) {
        assertThat(slot.channels()).containsOnlyKeys("correct", "format");
        for (int i = 0; i < slot.rewards().length; i++) {
          float correct = slot.channels().get("correct")[i];
          float format = slot.channels().get("format")[i];
          assertThat(slot.rewards()[i]).isEqualTo(correct + 0.25f * format);
        }
      }
    }
  }

  private static SlotRecord wellFormedAndWrong(List<StepRecord> ledger) {
    return ledger.stream()
        .flatMap(step -> step.slots().stream())
        .filter(slot -> slot.kind() == SlotKind.FRESH)
        .filter(
            slot -> {
              for (float reward : slot.rewards()) {
                if (reward == 0.25f) {
                  return true;
                }
              }
              return false;
            })
        .findFirst()
        .orElseThrow(() -> new AssertionError("no response was well-formed and wrong"));
  }

  /** Countdown with a start that is short, so that many answers are malformed or wrong. */
  private static CountdownTask task() {
    CountdownTask standard = CountdownTask.standard();
    return new CountdownTask(
        standard.training(),
        new WarmStartRecipe(
            64,
            3e-3f,
            10,
            64,
            List.of(
                new WarmStartPhase(
                    DifficultyMix.of(1, 0, 0), DifficultyMix.of(1, 0, 0), 0.1, 400, 10))));
  }

  private static LoopSettings settings() {
    return new LoopSettings(
        Arm.POPO,
        STEPS,
        7,
        null,
        Path.of("target", "cache", "millrace", "policies"),
        null,
        null,
        EvaluatorSettings.defaults(),
        0,
        Map.of("millrace.score.reward", "correct=1,format=0.25"));
  }
}
