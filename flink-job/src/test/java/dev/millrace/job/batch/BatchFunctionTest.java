package dev.millrace.job.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.job.TestObjects;
import dev.millrace.job.credit.CreditedGroup;
import dev.millrace.job.credit.Estimator;
import dev.millrace.job.ingest.ReceivedGroup;
import dev.millrace.job.replay.BatchSlot;
import dev.millrace.job.replay.FreshStatistics;
import dev.millrace.job.replay.TrainingBatch;
import dev.millrace.job.score.ResponseScore;
import dev.millrace.job.score.ScoredGroup;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.SlotKind;
import dev.millrace.schemas.SlotRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BatchFunctionTest {
  private static final int SHARDS = 2;

  private static OneInputStreamOperatorTestHarness<TrainingBatch, MicroBatch> harness(
      @Nullable OperatorSubtaskState state) throws Exception {
    return harness(state, 1_000_000);
  }

  private static OneInputStreamOperatorTestHarness<TrainingBatch, MicroBatch> harness(
      @Nullable OperatorSubtaskState state, long limit) throws Exception {
    var harness =
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(new BatchFunction(SHARDS, 4, limit, 1000)), 1, 1, 0);
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }

  private static BatchSlot slot(SlotKind kind, int shard, long offset, int age, boolean trained) {
    boolean effective = kind != SlotKind.HOLE;
    CreditedGroup group = TestObjects.slot(shard, offset, 0, effective).group();
    float[] rewards = group.scored().rewards();
    return new BatchSlot(
        new SlotRecord(
            kind,
            "g" + offset,
            "p",
            shard,
            offset,
            age,
            trained ? age + 1 : 0,
            rewards,
            group.scored().channels()),
        trained ? group : null);
  }

  private static TrainingBatch batch(int shard, long sequence, BatchSlot... slots) {
    FreshStatistics fresh = new FreshStatistics(2, 1, 4, 4, 1, 1, Map.of("correct", 1.0), 8, 2, 1);
    return new TrainingBatch(shard, sequence, List.of(slots), fresh, 3, 10 + sequence, false);
  }

  @Test
  void stepLeavesWhenAllShardsAreThereAndInOrder() throws Exception {
    try (var harness = harness(null)) {
      harness.processElement(batch(1, 0), 0);
      harness.processElement(batch(1, 1), 0);
      assertThat(harness.extractOutputValues()).isEmpty();
      harness.processElement(batch(0, 0), 0);
      harness.processElement(batch(0, 1), 0);
      assertThat(harness.extractOutputValues())
          .extracting(MicroBatch::step)
          .containsExactly(1L, 2L);
    }
  }

  @Test
  void rowsComeInShardSlotAndResponseOrder() throws Exception {
    try (var harness = harness(null)) {
      harness.processElement(batch(1, 0, slot(SlotKind.FRESH, 1, 7, 0, true)), 0);
      harness.processElement(
          batch(0, 0, slot(SlotKind.HOLE, 0, 3, 0, false), slot(SlotKind.FILLED, 0, 1, 2, true)),
          0);
      MicroBatch part = harness.extractOutputValues().get(0);
      assertThat(part.groups()).containsExactly(1, 1, 2, 2);
      assertThat(part.filled()).containsExactly(1, 1, 0, 0);
      StepManifest manifest = part.manifest();
      assertThat(manifest).isNotNull();
      assertThat(manifest.slots())
          .extracting(SlotRecord::groupId)
          .containsExactly("g3", "g1", "g7");
      assertThat(manifest.rows()).isEqualTo(4);
      assertThat(manifest.responseTokens()).isEqualTo(8); // two tokens a response
      assertThat(manifest.consumedOffsets()).containsExactly(10, 10);
    }
  }

  @Test
  void keptHoleIsTrainedWithZeroAdvantages() throws Exception {
    try (var harness = harness(null)) {
      harness.processElement(batch(0, 0, slot(SlotKind.HOLE, 0, 3, 0, true)), 0);
      harness.processElement(batch(1, 0), 0);
      MicroBatch part = harness.extractOutputValues().get(0);
      assertThat(part.advantages()).containsExactly(0, 0);
      assertThat(part.mask()).contains(1f);
    }
  }

  @Test
  void responseThatWasLeftOutHasNoRowAndNoPartInAnyFigure() throws Exception {
    List<ResponseScore> scores =
        List.of(
            new ResponseScore(Map.of("correct", 1f), 1),
            ResponseScore.UNSCORED,
            new ResponseScore(Map.of("correct", 0f), 0));
    try (var all = harness(null);
        var rest = harness(null)) {
      all.processElement(batch(0, 0, slot(TestObjects.group("g", "p", 0, 3), scores)), 0);
      all.processElement(batch(1, 0), 0);
      ResponseGroup three = TestObjects.group("g", "p", 0, 3);
      ResponseGroup two =
          new ResponseGroup(
              "g",
              three.prompt(),
              three.promptTokens(),
              List.of(three.responses().get(0), three.responses().get(2)),
              three.sampling(),
              "",
              "",
              0,
              0,
              null);
      rest.processElement(batch(0, 0, slot(two, List.of(scores.get(0), scores.get(2)))), 0);
      rest.processElement(batch(1, 0), 0);

      MicroBatch part = all.extractOutputValues().get(0);
      MicroBatch expected = rest.extractOutputValues().get(0);
      assertThat(part).usingRecursiveComparison().ignoringFields("manifest").isEqualTo(expected);
      assertThat(part.manifest())
          .usingRecursiveComparison()
          .ignoringFields("slots")
          .isEqualTo(expected.manifest());
      SlotRecord slot = part.manifest().slots().get(0);
      assertThat(slot.rewards()).containsExactly(1, Float.NaN, 0);
      assertThat(slot.channels().get("correct")).containsExactly(1, Float.NaN, 0);
    }
  }

  @Test
  void channelsThatMakeTheRecordTooLargeAreLeftOutAndThatIsSaid() throws Exception {
    String name = "c".repeat(500);
    Map<String, float[]> channels = new TreeMap<>();
    for (int i = 0; i < 1000; i++) {
      channels.put(name + i, new float[2]);
    }
    SlotRecord many =
        new SlotRecord(SlotKind.FRESH, "g", "p", 0, 1, 0, 1, new float[] {1, 0}, channels);
    try (var harness = harness(null)) {
      for (int step = 0; step < 2; step++) {
        BatchSlot[] slots = new BatchSlot[1 + step];
        Arrays.fill(slots, new BatchSlot(many, null));
        harness.processElement(batch(0, step, slots), 0);
        harness.processElement(batch(1, step), 0);
      }
      StepManifest one = harness.extractOutputValues().get(0).manifest();
      StepManifest two = harness.extractOutputValues().get(1).manifest();
      assertThat(one.metrics()).containsEntry("ledger/channels_left_out", 0.0);
      assertThat(one.slots().get(0).channels()).hasSize(1000);
      assertThat(two.metrics()).containsEntry("ledger/channels_left_out", 1.0);
      assertThat(two.slots()).hasSize(2).allMatch(slot -> slot.channels().isEmpty());
      assertThat(two.slots().get(1).rewards()).containsExactly(1, 0);
    }
  }

  private static BatchSlot slot(ResponseGroup group, List<ResponseScore> scores) {
    ScoredGroup scored = new ScoredGroup(new ReceivedGroup(group, 0, 1), scores);
    float[] rewards = scored.rewards();
    return new BatchSlot(
        new SlotRecord(SlotKind.FRESH, "g", "p", 0, 1, 0, 1, rewards, scored.channels()),
        new CreditedGroup(scored, Estimator.GROUP_RELATIVE.of(rewards)));
  }

  @Test
  void metricsCoverAllAndTrainedGroups() throws Exception {
    try (var harness = harness(null)) {
      harness.processElement(
          batch(0, 0, slot(SlotKind.FRESH, 0, 3, 0, true), slot(SlotKind.FILLED, 0, 1, 3, true)),
          0);
      harness.processElement(batch(1, 0), 0);
      StepManifest manifest = harness.extractOutputValues().get(0).manifest();
      assertThat(manifest).isNotNull();
      assertThat(manifest.metrics())
          .containsEntry("reward/all/mean", 2 / 8.0)
          .containsEntry("reward/channel/correct/mean", 2 / 8.0)
          .containsEntry("reward/trained/mean", 2 / 4.0)
          .containsEntry("groups/effective_fraction", 2 / 4.0)
          .containsEntry("replay/fill_fraction", 1 / 4.0)
          .containsEntry("replay/size", 6.0)
          .containsEntry("age/mean", 1.5)
          .containsEntry("age/max", 3.0)
          .containsEntry("age/fresh/mean", 0.0)
          .containsEntry("age/replayed/mean", 3.0)
          .containsEntry("replay/times_used/max", 4.0)
          .containsEntry("response/generated", 8.0)
          .containsEntry("response/length/mean", 2.0)
          .containsEntry("response/clipped_ratio", 0.25);
    }
  }

  @Test
  void emptyStepIsAStep() throws Exception {
    try (var harness = harness(null)) {
      harness.processElement(
          new TrainingBatch(0, 0, List.of(), FreshStatistics.NONE, 0, 0, false), 0);
      harness.processElement(
          new TrainingBatch(1, 0, List.of(), FreshStatistics.NONE, 0, 0, false), 0);
      MicroBatch part = harness.extractOutputValues().get(0);
      assertThat(part.rows()).isZero();
      assertThat(part.manifest().metrics()).containsEntry("response/generated", 0.0);
    }
  }

  @Test
  void batchesThatWaitSurviveARestart() throws Exception {
    OperatorSubtaskState saved;
    List<Long> steps = new ArrayList<>();
    try (var harness = harness(null)) {
      harness.processElement(batch(0, 0), 0);
      harness.processElement(batch(1, 0), 0);
      harness.processElement(batch(1, 1, slot(SlotKind.FRESH, 1, 7, 0, true)), 0);
      harness.extractOutputValues().forEach(part -> steps.add(part.step()));
      saved = harness.snapshot(1, 1);
    }
    try (var harness = harness(saved)) {
      harness.processElement(batch(0, 1), 0);
      List<MicroBatch> parts = harness.extractOutputValues();
      parts.forEach(part -> steps.add(part.step()));
      assertThat(parts.get(0).rows()).isEqualTo(2);
    }
    assertThat(steps).containsExactly(1L, 2L);
  }

  private static TrainingBatch end(int shard, long sequence) {
    return new TrainingBatch(
        shard, sequence, List.of(), FreshStatistics.NONE, 0, 10 + sequence, true);
  }

  private static List<String> told(
      OneInputStreamOperatorTestHarness<TrainingBatch, MicroBatch> harness) {
    return harness.extractOutputValues().stream()
        .map(part -> (part.isEndMark() ? "end " : "step ") + part.step())
        .toList();
  }

  @Test
  void firstStepThatAShardHasNoBatchForIsTheEnd() throws Exception {
    try (var harness = harness(null)) {
      harness.processElement(batch(0, 0), 0);
      harness.processElement(batch(0, 1), 0);
      harness.processElement(batch(0, 2), 0);
      harness.processElement(end(1, 1), 0);
      assertThat(harness.extractOutputValues()).isEmpty(); // step 0 of shard 1 is on its way
      harness.processElement(batch(1, 0), 0);
      harness.processElement(end(0, 3), 0);
      assertThat(told(harness)).containsExactly("step 1", "end 2");
    }
  }

  @Test
  void endOfAnEmptyTopicComesBeforeAnyStep() throws Exception {
    try (var harness = harness(null)) {
      harness.processElement(end(0, 0), 0);
      harness.processElement(end(1, 0), 0);
      assertThat(told(harness)).containsExactly("end 1");
    }
  }

  @Test
  void endIsToldOnceHoweverOftenTheTaskRestarts() throws Exception {
    OperatorSubtaskState before;
    OperatorSubtaskState after;
    try (var harness = harness(null)) {
      harness.processElement(end(0, 1), 0);
      harness.processElement(batch(1, 0), 0);
      before = harness.snapshot(1, 1);
      harness.processElement(batch(0, 0), 0);
      assertThat(told(harness)).containsExactly("step 1", "end 2");
      after = harness.snapshot(2, 2);
    }
    try (var harness = harness(before)) {
      harness.processElement(batch(0, 0), 0);
      assertThat(told(harness)).containsExactly("step 1", "end 2");
    }
    try (var harness = harness(after)) {
      harness.processElement(batch(1, 1), 0);
      harness.processElement(end(1, 2), 0);
      assertThat(told(harness)).isEmpty();
    }
  }

  @Test
  void limitOfStepsIsTheEndToo() throws Exception {
    try (var harness = harness(null, 1)) {
      for (int sequence = 0; sequence < 3; sequence++) {
        harness.processElement(batch(0, sequence), 0);
        harness.processElement(batch(1, sequence), 0);
      }
      assertThat(told(harness)).containsExactly("step 1", "end 2");
    }
  }

  @Test
  void batchThatComesTwiceIsAnError() throws Exception {
    try (var harness = harness(null)) {
      harness.processElement(batch(0, 0), 0);
      assertThatThrownBy(() -> harness.processElement(batch(0, 0), 0))
          .hasMessageContaining("batch 0 of shard 0 came twice");
    }
  }
}
