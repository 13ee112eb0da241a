package dev.millrace.job.score;

import dev.millrace.job.TestObjects;
import dev.millrace.job.ingest.ReceivedGroup;
import dev.millrace.job.ingest.Refusals;
import dev.millrace.job.ingest.ShardKeys;
import dev.millrace.job.settings.OptionValues;
import dev.millrace.schemas.DroppedGroup;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.ResponseGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** The operator of score on a bench, with verifiers that answer when a test says so. */
final class ScoreHarness implements AutoCloseable {
  static final int SHARDS = 4;
  static final int MAX_PARALLELISM = 128;
  static final ShardKeys KEYS = new ShardKeys(SHARDS, MAX_PARALLELISM);

  private final KeyedOneInputStreamOperatorTestHarness<Integer, ReceivedGroup, ScoredGroup> harness;

  ScoreHarness(Map<String, String> options, Map<String, Verifier> verifiers) throws Exception {
    this(options, verifiers, 1, 0, null);
  }

  ScoreHarness(
      Map<String, String> options,
      Map<String, Verifier> verifiers,
      int parallelism,
      int subtask,
      @Nullable OperatorSubtaskState state)
      throws Exception {
    this(options, (loader, listener) -> verifiers, parallelism, subtask, state);
  }

  ScoreHarness(
      Map<String, String> options,
      VerifierSource source,
      int parallelism,
      int subtask,
      @Nullable OperatorSubtaskState state)
      throws Exception {
    ScoreSettings settings = ScoreSettings.from(OptionValues.of(options));
    harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new ScoreOperatorFactory(settings, KEYS, source),
            received -> KEYS.keyOf(received.partition()),
            Types.INT,
            MAX_PARALLELISM,
            parallelism,
            subtask);
    harness.getExecutionConfig().enableObjectReuse();
    harness.setup(
        TypeInformation.of(ScoredGroup.class)
            .createSerializer(harness.getExecutionConfig().getSerializerConfig()));
    if (state != null) {
      harness.initializeState(
          AbstractStreamOperatorTestHarness.repartitionOperatorState(
              state, MAX_PARALLELISM, parallelism, parallelism, subtask));
    }
    harness.open();
  }

  /** A group of two responses; their ids are those of the group with /0 and /1. */
  static ReceivedGroup group(int shard, long offset, String verifier) {
    ResponseGroup made = TestObjects.group("g" + shard + "-" + offset, "p" + shard, 0, 2);
    Prompt prompt = new Prompt("p" + shard, "test", "", new int[0], "2", verifier, Map.of(), 0);
    return new ReceivedGroup(
        new ResponseGroup(
            made.groupId(),
            prompt,
            made.promptTokens(),
            made.responses(),
            made.sampling(),
            "digest",
            "generator",
            0,
            0,
            null),
        shard,
        offset);
  }

  void process(ReceivedGroup group) throws Exception {
    harness.processElement(group, 0);
  }

  /** Runs what others have asked the task to run. */
  void mail() throws Exception {
    for (var mail = take(); mail.isPresent(); mail = take()) {
      mail.get().run();
    }
  }

  private Optional<Mail> take() {
    return harness.getTaskMailbox().tryTake(0);
  }

  void watermark(long time) throws Exception {
    harness.processWatermark(new Watermark(time));
  }

  long watermarks() {
    return harness.getOutput().stream().filter(Watermark.class::isInstance).count();
  }

  OperatorSubtaskState snapshot() throws Exception {
    return harness.snapshot(1, 1);
  }

  int stateEntries() {
    return harness.numKeyedStateEntries();
  }

  void endInput() throws Exception {
    harness.endInput();
  }

  /** What left, in order. */
  List<ScoredGroup> groups() {
    return harness.extractOutputValues();
  }

  /** What left, as shard-offset, in order. */
  List<String> scored() {
    return harness.extractOutputValues().stream()
        .map(scored -> scored.received().partition() + "-" + scored.received().offset())
        .toList();
  }

  List<DroppedGroup> dropped() {
    List<DroppedGroup> dropped = new ArrayList<>();
    var records = harness.getSideOutput(Refusals.DROPPED);
    if (records != null) {
      records.forEach(record -> dropped.add(record.getValue()));
    }
    return dropped;
  }

  @Override
  public void close() throws Exception {
    harness.close();
  }
}
