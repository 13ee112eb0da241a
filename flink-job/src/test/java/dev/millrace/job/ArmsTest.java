package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.millrace.job.batch.Batch;
import dev.millrace.job.filter.Slot;
import dev.millrace.job.learn.Learn;
import dev.millrace.job.learn.LearnTestObjects;
import dev.millrace.job.learn.StepResult;
import dev.millrace.job.replay.Replay;
import dev.millrace.policy.Policy;
import dev.millrace.policy.Torch;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.SlotKind;
import dev.millrace.schemas.SlotRecord;
import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.schemas.avro.StepRecordCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What two arms make of the same slots, from {@code replay} to the bytes of the weights. */
class ArmsTest {
  private static final int STEPS = 3;
  private static final int SHARDS = 4;
  private static final int SLOTS = 8;
  private static final int RESPONSES = 4;

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(3)
              .build());

  @TempDir Path directory;

  @BeforeEach
  void makePolicy() throws Exception {
    Files.createDirectories(model());
    Torch.enterThread();
    try (Policy policy = Policy.initialise(LearnTestObjects.tinyPolicy(), 5, Device.cpu())) {
      policy.export(model(), model());
    }
  }

  @Test
  void withoutHolesPopoMakesTheWeightsOfGrpo() throws Exception {
    List<StepResult> popo = run("popo", false);
    List<StepResult> grpo = run("grpo", false);
    assertThat(weights(popo)).hasSize(1 + STEPS).doesNotHaveDuplicates().isEqualTo(weights(grpo));
    for (String metric : List.of("policy/loss", "policy/grad_norm")) {
      assertThat(metric(popo, metric)).hasSize(STEPS).isEqualTo(metric(grpo, metric));
    }
  }

  @Test
  void withHolesBothTakeTheSameResponsesAndTrainOthers() throws Exception {
    List<StepResult> popo = run("popo", true);
    List<StepResult> grpo = run("grpo", true);
    assertThat(taken(popo)).hasSize(STEPS).isEqualTo(taken(grpo));
    assertThat(taken(popo)).allSatisfy(step -> assertThat(step).hasSize(SHARDS * SLOTS));
    assertThat(consumed(popo)).isEqualTo(consumed(grpo));
    // The first step has nothing to fill with; grpo counts the tokens of its holes in N.
    assertThat(filled(popo)).isPositive();
    assertThat(filled(grpo)).isZero();
    assertThat(weights(popo).get(STEPS)).isNotEqualTo(weights(grpo).get(STEPS));
  }

  @Test
  void tokenBudgetAndParallelismChangeNoByteOfWeightsAndLedger() throws Exception {
    List<StepResult> expected = run("popo", true);
    assertThat(records(expected)).hasSize(STEPS);
    for (String[] budgetAndParallelism :
        new String[][] {{"1", "1"}, {"64", "2"}, {"1000", "2"}, {String.valueOf(1 << 30), "1"}}) {
      List<StepResult> found =
          run(
              "popo",
              true,
              "millrace.batch.token-budget",
              budgetAndParallelism[0],
              "millrace.parallelism",
              budgetAndParallelism[1]);
      assertThat(weights(found)).isEqualTo(weights(expected));
      assertThat(contents(found)).isEqualTo(contents(expected));
    }
  }

  private Path model() {
    return directory.resolve("model");
  }

  private List<StepResult> run(String arm, boolean holes, String... more) throws Exception {
    List<String> options = new ArrayList<>(List.of(more));
    options.addAll(
        List.of(
            "millrace.arm",
            arm,
            "millrace.shards",
            String.valueOf(SHARDS),
            "millrace.batch-slots",
            String.valueOf(SHARDS * SLOTS),
            "millrace.learn.device",
            "cpu",
            "millrace.learn.learning-rate",
            "0.01",
            "millrace.learn.model",
            model().toString(),
            "millrace.learn.state-dir",
            directory.resolve(arm + "-state").toString(),
            "millrace.learn.weights-dir",
            directory.resolve(arm + "-weights").toString()));
    JobSettings settings = JobSettingsTest.settings(options.toArray(String[]::new));
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    TrainingJob.configure(env, settings);
    env.getConfig().enableAutoGeneratedUIDs();
    var stream = settings.stream();
    var slots = env.fromData(slots(holes), TypeInformation.of(Slot.class)).setParallelism(1);
    var versions = env.fromData(TestObjects.version(TestObjects.LINEAGE, 1_000));
    var batches = Replay.batches(slots, versions, stream, settings.replay());
    var micro = Batch.byTokenBudget(batches, stream, settings.batch());
    List<StepResult> results = new ArrayList<>();
    try (CloseableIterator<StepResult> steps =
        Learn.onMicroBatches(micro, settings.learn()).executeAndCollect("arms-" + arm)) {
      steps.forEachRemaining(results::add);
    }
    return results;
  }

  private static List<Slot> slots(boolean holes) {
    SplittableRandom random = new SplittableRandom(42);
    List<Slot> slots = new ArrayList<>();
    for (int offset = 0; offset < STEPS * SLOTS; offset++) {
      for (int shard = 0; shard < SHARDS; shard++) {
        boolean effective = !holes || random.nextInt(2) == 0;
        float[] rewards = new float[RESPONSES];
        rewards[0] = effective ? 1 : 0;
        String id = "g" + shard + "-" + offset;
        ResponseGroup group = group(id, offset / SLOTS, random);
        slots.add(new Slot(TestObjects.credited(group, shard, offset, rewards), effective));
      }
    }
    return slots;
  }

  private static ResponseGroup group(String id, long step, SplittableRandom random) {
    ResponseGroup shape = TestObjects.group(id, "p" + id, step, 2);
    List<Response> responses = new ArrayList<>();
    for (int i = 0; i < RESPONSES; i++) {
      int[] tokens = random.ints(random.nextInt(1, 5), 0, 12).toArray();
      responses.add(TestObjects.response(id + "/" + i, step, tokens));
    }
    return new ResponseGroup(
        id,
        shape.prompt(),
        shape.promptTokens(),
        responses,
        shape.sampling(),
        shape.tokenizerDigest(),
        shape.generatorId(),
        0,
        0,
        null);
  }

  /** The ledger, as bytes. */
  private static List<String> contents(List<StepResult> results) {
    return records(results).stream()
        .map(record -> HexFormat.of().formatHex(StepRecordCodec.encode(record.content())))
        .toList();
  }

  private static List<String> weights(List<StepResult> results) {
    return versions(results).stream().map(WeightVersion::sha256).toList();
  }

  private static List<List<Long>> consumed(List<StepResult> results) {
    return versions(results).stream()
        .map(version -> Arrays.stream(version.consumedOffsets()).boxed().toList())
        .toList();
  }

  private static List<WeightVersion> versions(List<StepResult> results) {
    return results.stream().map(StepResult::version).filter(Objects::nonNull).toList();
  }

  private static List<StepRecord> records(List<StepResult> results) {
    return results.stream().map(StepResult::record).filter(Objects::nonNull).toList();
  }

  private static List<Double> metric(List<StepResult> results, String name) {
    return records(results).stream().map(record -> record.metrics().get(name)).toList();
  }

  /** The groups of each step that were sampled for it. */
  private static List<List<String>> taken(List<StepResult> results) {
    return records(results).stream()
        .map(
            record ->
                record.slots().stream()
                    .filter(slot -> slot.kind() != SlotKind.FILLED)
                    .map(SlotRecord::groupId)
                    .toList())
        .toList();
  }

  private static long filled(List<StepResult> results) {
    return records(results).stream()
        .flatMap(record -> record.slots().stream())
        .filter(slot -> slot.kind() == SlotKind.FILLED)
        .count();
  }
}
