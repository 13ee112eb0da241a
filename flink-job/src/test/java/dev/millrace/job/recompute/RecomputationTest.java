package dev.millrace.job.recompute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.job.TestObjects;
import dev.millrace.job.batch.Row;
import dev.millrace.job.credit.Estimator;
import dev.millrace.job.learn.Blob;
import dev.millrace.job.learn.LearnHarness;
import dev.millrace.job.learn.LearnSettings;
import dev.millrace.job.learn.StepResult;
import dev.millrace.job.learn.StoredLearner;
import dev.millrace.job.score.reward.Combination;
import dev.millrace.job.score.reward.RewardFormula;
import dev.millrace.policy.Torch;
import dev.millrace.schemas.FinishReason;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.Sampling;
import dev.millrace.schemas.SlotKind;
import dev.millrace.schemas.SlotRecord;
import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.VersionSpan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps that the job's own learner recorded, trained again from the groups and the ledger. */
class RecomputationTest {
  private static final int STEPS = 5;
  private static final int BUDGET = 100;
  private static final Combination COMBINATION =
      Combination.of(RewardFormula.parse("correct=1,format=0.5 if correct"));

  @TempDir Path directory;

  private final Map<Long, ResponseGroup> topic = new TreeMap<>();
  private final List<StepRecord> ledger = new ArrayList<>();
  private LearnSettings settings;

  /** Records five steps of two fresh groups, a hole and, from step 2 on, a fill. */
  @BeforeEach
  void record() throws Exception {
    settings = LearnHarness.settings(directory, Map.of("millrace.learn.blob-every-steps", "3"));
    Random random = new Random(42);
    try (LearnHarness learner = LearnHarness.open(settings, 1_000, null)) {
      for (int step = 1; step <= STEPS; step++) {
        List<SlotRecord> slots = new ArrayList<>();
        for (int n = 0; n < 3; n++) {
          long offset = 3L * (step - 1) + n;
          topic.put(offset, group("g" + offset, random));
          slots.add(
              n < 2
                  ? slot(SlotKind.FRESH, offset, 1, 1, 0, 0)
                  : slot(SlotKind.HOLE, offset, 0, 0, 0, 0));
        }
        if (step > 1) {
          slots.add(slot(SlotKind.FILLED, 3L * (step - 2), 2, 1, 0, 0));
        }
        RebuiltStep rebuilt =
            RebuiltStep.of(sketch(step, slots), this::groupOf, Estimator.GROUP_RELATIVE);
        learner.process(rebuilt.microBatches(BUDGET));
      }
      learner.drain();
      for (StepResult result : learner.results()) {
        if (result.record() != null) {
          ledger.add(result.record());
        }
      }
    }
    assertThat(ledger).hasSize(STEPS);
    Torch.enterThread();
  }

  @Test
  void everyStepComesOutAsItWasRecordedWhateverTheTokenBudget() throws Exception {
    for (int budget : new int[] {BUDGET, 1 << 20, 1}) {
      try (Recomputation again = from(null, budget)) {
        for (StepRecord step : ledger) {
          assertThat(again.train(step, this::groupOf)).isEmpty();
        }
        assertThat(again.weightsDigest()).isEqualTo(ledger.get(STEPS - 1).weightsAfter());
      }
    }
  }

  @Test
  void blobIsAStartLikeTheStartingPolicy() throws Exception {
    Map<String, Blob> blobs = StoredLearner.blobs(Path.of(settings.stateDirectory()));
    Blob third = blobs.get(ledger.get(2).weightsAfter());
    assertThat(third.step()).isEqualTo(3);

    try (Recomputation again = from(third, BUDGET)) {
      assertThat(again.weightsDigest()).isEqualTo(ledger.get(2).weightsAfter());
      assertThat(again.train(ledger.get(3), this::groupOf)).isEmpty();
      assertThat(again.train(ledger.get(4), this::groupOf)).isEmpty();
    }
  }

  @Test
  void anotherTokenInTheTopicIsABatchThatDiffersAndIsNotTrained() throws Exception {
    ResponseGroup group = topic.get(3L);
    group.responses().get(1).tokens()[0] ^= 1;

    try (Recomputation again = from(null, BUDGET)) {
      assertThat(again.train(ledger.get(0), this::groupOf)).isEmpty();
      assertThat(again.train(ledger.get(1), this::groupOf))
          .singleElement()
          .satisfies(d -> assertThat(d.field()).isEqualTo("batch"))
          .satisfies(d -> assertThat(d.step()).isEqualTo(2));
      assertThat(again.step()).isEqualTo(1);
    }
  }

  @Test
  void otherSettingsMakeOtherFiguresAndWeights() throws Exception {
    LearnSettings other =
        LearnHarness.settings(directory, Map.of("millrace.learn.gradient-norm-clip", "0.001"));
    try (Recomputation again =
        new Recomputation(
            other,
            COMBINATION,
            Estimator.GROUP_RELATIVE,
            BUDGET,
            null,
            directory.resolve("scratch"))) {
      assertThat(again.train(ledger.get(0), this::groupOf))
          .extracting(Difference::field)
          .contains("weights after");
    }
  }

  @Test
  void groupThatIsGoneOrIsAnotherOneIsNamed() throws Exception {
    ResponseGroup one = topic.remove(0L);
    try (Recomputation again = from(null, BUDGET)) {
      assertThatThrownBy(() -> again.train(ledger.get(0), this::groupOf))
          .isInstanceOf(UnrecordedException.class)
          .hasMessage("group g0 at 0@0 is not in the groups topic any more");
      topic.put(0L, topic.get(1L));
      assertThatThrownBy(() -> again.train(ledger.get(0), this::groupOf))
          .hasMessage("group g0 at 0@0 is group g1 there");
      topic.put(0L, one);
      assertThat(again.train(ledger.get(0), this::groupOf)).isEmpty();
    }
  }

  @Test
  void rewardsAreMadeAgainFromTheChannelsAndNotByVerifiers() throws Exception {
    Map<String, float[]> channels =
        Map.of("correct", new float[] {1, 0, 0}, "format", new float[] {1, Float.NaN, 1});
    // 1 + 0.5, nothing, and nothing because format counts only where the answer is right.
    StepRecord right = withChannels(ledger.get(0), channels, 1.5f, 0, 0);
    assertThat(RecordedRewards.differences(right, this::groupOf, COMBINATION)).isEmpty();

    try (Recomputation again = from(null, BUDGET)) {
      assertThat(again.train(withChannels(ledger.get(0), channels, 1, 0, 0), this::groupOf))
          .first()
          .hasToString(
              "step 1, reward of response 0 of group g0: recorded 1.0, recomputed 1.5 by"
                  + " millrace.score.reward from {correct=1.0, format=1.0}");
    }
  }

  @Test
  void responseThatWasLeftOutIsLeftOutAgain() throws Exception {
    Map<String, float[]> channels = Map.of("correct", new float[] {1, Float.NaN, 0});
    StepRecord left = withChannels(ledger.get(0), channels, 1, Float.NaN, 0);
    assertThat(RecordedRewards.differences(left, this::groupOf, COMBINATION)).isEmpty();
    RebuiltStep rebuilt = RebuiltStep.of(left, this::groupOf, Estimator.GROUP_RELATIVE);
    ResponseGroup group = topic.get(0L);
    assertThat(rebuilt.rows().stream().filter(row -> row.group() == 0).toList())
        .extracting(Row::response)
        .containsExactly(group.responses().get(0).tokens(), group.responses().get(2).tokens());
    assertThat(rebuilt.rows()).noneMatch(row -> Float.isNaN(row.advantage()));

    // A judgement that turned up later would be another step.
    assertThat(
            RecordedRewards.differences(
                withChannels(ledger.get(0), channels, 1, 0, 0), this::groupOf, COMBINATION))
        .singleElement()
        .hasToString(
            "step 1, reward of response 1 of group g0: recorded 0.0, recomputed NaN by"
                + " millrace.score.reward from {}");
  }

  /** The step with these channels and rewards in its first slot. */
  private static StepRecord withChannels(
      StepRecord step, Map<String, float[]> channels, float... rewards) {
    SlotRecord first = step.slots().get(0);
    List<SlotRecord> slots = new ArrayList<>(step.slots());
    slots.set(
        0,
        new SlotRecord(
            first.kind(),
            first.groupId(),
            first.promptId(),
            0,
            first.offset(),
            0,
            1,
            rewards,
            channels));
    return new StepRecord(
        step.lineage(),
        step.step(),
        step.arm(),
        slots,
        step.batchDigest(),
        step.settingsDigest(),
        step.weightsBefore(),
        step.weightsAfter(),
        step.optimizerUpdates(),
        step.refusedBecause(),
        step.metrics(),
        step.torchThreads(),
        step.startedAtMillis(),
        step.finishedAtMillis());
  }

  private Recomputation from(Blob blob, int budget) throws Exception {
    return new Recomputation(
        settings,
        COMBINATION,
        Estimator.GROUP_RELATIVE,
        budget,
        blob,
        directory.resolve("scratch"));
  }

  private ResponseGroup groupOf(SlotRecord slot) {
    return topic.get(slot.offset());
  }

  private static SlotRecord slot(SlotKind kind, long offset, int timesUsed, float... rewards) {
    return new SlotRecord(
        kind, "g" + offset, "p" + offset, 0, offset, 0, timesUsed, rewards, Map.of());
  }

  private static StepRecord sketch(long step, List<SlotRecord> slots) {
    return new StepRecord(0, step, "popo", slots, "", "", "", "", 0, "", Map.of(), 1, 0, 0);
  }

  /** Three responses of 1 to 6 drawn tokens. */
  private static ResponseGroup group(String id, Random random) {
    List<Response> responses = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int[] tokens = random.ints(1 + random.nextInt(6), 0, 13).toArray();
      float[] logProbs = new float[tokens.length];
      for (int t = 0; t < tokens.length; t++) {
        logProbs[t] = (float) (-2.7 + 0.2 * random.nextGaussian());
      }
      responses.add(
          new Response(
              id + "/" + i,
              tokens,
              logProbs,
              List.of(new VersionSpan(1, 0, 0, tokens.length)),
              FinishReason.STOP,
              "",
              null));
    }
    return new ResponseGroup(
        id,
        TestObjects.prompt("p"),
        random.ints(3, 0, 12).toArray(),
        responses,
        new Sampling(1, 1, 0, 8, 1),
        "digest",
        "generator",
        0,
        0,
        null);
  }
}
