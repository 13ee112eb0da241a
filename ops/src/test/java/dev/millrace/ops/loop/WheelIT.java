package dev.millrace.ops.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.job.Arm;
import dev.millrace.ops.evaluation.EvaluatorSettings;
import dev.millrace.ops.local.StateDirectory;
import dev.millrace.ops.reference.MetricsReference;
import dev.millrace.ops.report.RunHistory;
import dev.millrace.ops.report.RunHistory.StepFigures;
import dev.millrace.ops.task.Tasks;
import dev.millrace.schemas.DeadLetter;
import dev.millrace.schemas.DropReason;
import dev.millrace.schemas.DroppedGroup;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.SlotKind;
import dev.millrace.schemas.SlotRecord;
import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.schemas.avro.DeadLetterCodec;
import dev.millrace.schemas.avro.DroppedGroupCodec;
import dev.millrace.schemas.avro.MalformedRecordException;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import dev.millrace.schemas.avro.StepRecordCodec;
import dev.millrace.schemas.avro.WeightVersionCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole wheel, with nothing replaced: broker, job on RocksDB, libtorch in learner and
 * generator. A policy gets better from its own answers, and every record of the groups topic is
 * accounted for.
 */
class WheelIT {
  private static final int STEPS = 240;
  private static final Duration DEADLINE = Duration.ofMinutes(8);
  private static final byte[] GARBAGE = {1, 2, 3, 4, 5};
  private static final int[] FOREIGN_TOKENS = {1_000_000};

  @TempDir Path directory;

  @Test
  void rewardRisesAndEveryRecordIsAccountedFor() throws Exception {
    RunHistory history = new RunHistory();
    Supply supply = Supply.of(Tasks.named("addition"));
    try (StateDirectory state = StateDirectory.open(directory.resolve("state"));
        Loop loop =
            Loop.start(
                settings(), supply, state, history, () -> {}, line -> System.err.println(line))) {
      await("step 10").atMost(DEADLINE).until(() -> history.lastStep() >= 10);
      spoil(loop.bootstrap());
      await("step " + STEPS).atMost(DEADLINE).until(() -> history.lastStep() >= STEPS);
      await("every offset accounted for once")
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertConservation(loop.bootstrap()));
      ReadBack.assertAgrees(
          loop.bootstrap(), loop.dashboard(), state.jobOptions(), history.lastStep());
      await("metrics in the dashboard")
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> MetricsReference.assertDashboard(loop.dashboard()));
    }
    MetricsReference.assertLedger(
        history.steps().stream()
            .flatMap(step -> step.metrics().keySet().stream())
            .collect(Collectors.toSet()));
    assertRise(history.steps());
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
        Map.of());
  }

  /**
   * Writes what a broken producer would: garbage, a resent group, a verifier nobody has, tokens of
   * another vocabulary.
   */
  private static void spoil(String bootstrap) throws Exception {
    String topic = LoopPipeline.TOPICS.groups();
    ConsumerRecord<byte[], byte[]> sent = TopicContents.of(bootstrap, topic).get(0);
    ResponseGroup group = ResponseGroupCodec.decode(sent.value());
    Prompt prompt = group.prompt();
    Prompt unverifiable =
        new Prompt(
            prompt.promptId(),
            prompt.dataset(),
            prompt.text(),
            prompt.tokens(),
            prompt.reference(),
            "nobody",
            Map.of(),
            0);
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", bootstrap),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      List<byte[]> values =
          List.of(
              GARBAGE,
              sent.value(),
              asking("unverifiable", group, unverifiable, group.promptTokens()),
              asking("foreign", group, prompt, FOREIGN_TOKENS));
      for (byte[] value : values) {
        producer.send(new ProducerRecord<>(topic, sent.partition(), sent.key(), value)).get();
      }
    }
  }

  /** The bytes of a group with another id and another prompt. */
  private static byte[] asking(String id, ResponseGroup group, Prompt prompt, int[] tokens) {
    return ResponseGroupCodec.encode(
        new ResponseGroup(
            id,
            prompt,
            tokens,
            group.responses(),
            group.sampling(),
            group.tokenizerDigest(),
            group.generatorId(),
            group.startedAtMillis(),
            group.finishedAtMillis(),
            null));
  }

  /**
   * read = malformed + duplicate + dropped(reason) + slots, told offset by offset: below what the
   * newest version says is consumed, each offset is the slot of one step or one dropped notice.
   */
  private static void assertConservation(String bootstrap) throws MalformedRecordException {
    Map<Long, StepRecord> steps = new TreeMap<>();
    for (var record : TopicContents.of(bootstrap, LoopPipeline.TOPICS.ledger())) {
      StepRecord step = StepRecordCodec.decode(record.value());
      assertThat(steps.put(step.step(), step)).as("step %d is written once", step.step()).isNull();
    }
    List<DroppedGroup> notices = new ArrayList<>();
    for (var record : TopicContents.of(bootstrap, LoopPipeline.TOPICS.dropped())) {
      notices.add(DroppedGroupCodec.decode(record.value()));
    }
    WeightVersion newest = null;
    for (var record : TopicContents.of(bootstrap, LoopPipeline.TOPICS.weights())) {
      WeightVersion version = WeightVersionCodec.decode(record.value());
      if (version.step() <= steps.size()) {
        newest = version;
      }
    }
    assertThat(newest).isNotNull();
    long[] consumed = newest.consumedOffsets();

    Set<String> slots = new HashSet<>();
    Map<String, Integer> uses = new HashMap<>();
    for (StepRecord step : steps.values()) {
      if (step.step() > newest.step()) {
        continue;
      }
      int places = 0;
      for (SlotRecord slot : step.slots()) {
        String origin = slot.partition() + "@" + slot.offset();
        if (slot.kind() == SlotKind.FILLED) {
          assertThat(slots).as("a fill was a slot of an earlier step").contains(origin);
          assertThat(slot.ageSteps()).isBetween(0, 16);
        } else {
          assertThat(slots.add(origin)).as("%s takes one slot", origin).isTrue();
          places++;
        }
        if (slot.kind() != SlotKind.HOLE) {
          assertThat(slot.timesUsed()).isEqualTo(uses.merge(slot.groupId(), 1, Integer::sum));
        }
      }
      assertThat(places).as("slots of step %d", step.step()).isEqualTo(32);
    }
    Set<String> dropped = new HashSet<>();
    for (DroppedGroup notice : notices) {
      if (notice.offset() < consumed[notice.partition()]) {
        assertThat(dropped.add(notice.partition() + "@" + notice.offset())).isTrue();
      }
    }
    for (int shard = 0; shard < consumed.length; shard++) {
      for (long offset = 0; offset < consumed[shard]; offset++) {
        String origin = shard + "@" + offset;
        assertThat(slots.contains(origin) ? 1 : 0)
            .as("%s is a slot or was dropped, and not both", origin)
            .isEqualTo(dropped.contains(origin) ? 0 : 1);
      }
    }
    assertThat(slots.size() + dropped.size())
        .as("nothing is counted that was not read")
        .isEqualTo((int) (consumed[0] + consumed[1]));

    assertThat(notices)
        .extracting(DroppedGroup::reason)
        .contains(DropReason.MALFORMED, DropReason.DUPLICATE);
    List<DeadLetter> letters = new ArrayList<>();
    for (var record : TopicContents.of(bootstrap, LoopPipeline.TOPICS.deadLetters())) {
      letters.add(DeadLetterCodec.decode(record.value()));
    }
    assertThat(letters)
        .hasSize(3)
        .anySatisfy(letter -> assertThat(letter.reason()).contains("prompt: token 1000000 at 0"))
        .anySatisfy(letter -> assertThat(letter.value()).isEqualTo(GARBAGE))
        .anySatisfy(letter -> assertThat(letter.reason()).contains("nobody"));
  }

  /**
   * A step's mean reward over 256 responses has a standard deviation below 0.09 (32 prompts, each
   * with a mean in [0, 1]); the mean of 40 steps below 0.015. A rise of 0.1 is beyond six of them.
   */
  private static void assertRise(List<StepFigures> steps) {
    double before = meanReward(steps.subList(0, 40));
    double after = meanReward(steps.subList(STEPS - 40, STEPS));
    assertThat(after - before).as("rise from %.3f to %.3f", before, after).isGreaterThan(0.1);
  }

  private static double meanReward(List<StepFigures> steps) {
    return steps.stream().mapToDouble(s -> s.metric("reward/all/mean")).average().orElseThrow();
  }
}
