package dev.millrace.job.learn;

import ai.djl.Device;
import dev.millrace.job.batch.MicroBatch;
import dev.millrace.job.settings.OptionValues;
import dev.millrace.policy.Policy;
import dev.millrace.policy.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** The learner's operator on real libtorch, without a cluster. */
public final class LearnHarness implements AutoCloseable {
  private final OneInputStreamOperatorTestHarness<MicroBatch, StepResult> harness;

  private LearnHarness(OneInputStreamOperatorTestHarness<MicroBatch, StepResult> harness) {
    this.harness = harness;
  }

  /**
   * An open operator.
   *
   * @param clock epoch milliseconds, which never move by themselves
   * @param state where it restarts from, null for a first start
   */
  public static LearnHarness open(
      LearnSettings settings, long clock, @Nullable OperatorSubtaskState state) throws Exception {
    var harness =
        new OneInputStreamOperatorTestHarness<>(
            new LearnOperatorFactory(settings),
            TypeInformation.of(MicroBatch.class)
                .createSerializer(new ExecutionConfig().getSerializerConfig()));
    harness.setup(
        TypeInformation.of(StepResult.class)
            .createSerializer(new ExecutionConfig().getSerializerConfig()));
    harness.setProcessingTime(clock);
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    return new LearnHarness(harness);
  }

  /** Settings of a tiny policy whose directories lie in {@code directory}. */
  public static LearnSettings settings(Path directory, Map<String, String> options)
      throws IOException {
    Path model = directory.resolve("model");
    if (!Files.exists(model)) {
      Files.createDirectories(model);
      Torch.enterThread();
      try (Policy policy = Policy.initialise(LearnTestObjects.tinyPolicy(), 5, Device.cpu())) {
        policy.export(model, model);
      }
    }
    Map<String, String> all = new HashMap<>();
    all.put("millrace.learn.model", model.toString());
    all.put("millrace.learn.state-dir", directory.resolve("state").toString());
    all.put("millrace.learn.weights-dir", directory.resolve("weights").toString());
    all.put("millrace.learn.device", "cpu");
    all.put("millrace.learn.learning-rate", "0.01");
    all.put("millrace.learn.warmup-steps", "2");
    all.put("millrace.learn.keep-weight-files", "1000");
    all.putAll(options);
    return LearnSettings.from(OptionValues.of(all), "popo", 1);
  }

  public void process(List<MicroBatch> parts) throws Exception {
    for (MicroBatch part : parts) {
      harness.processElement(part, 0);
    }
  }

  /** Waits until the device has nothing left to do. */
  public void drain() throws Exception {
    harness.endInput();
  }

  OperatorSubtaskState snapshot(long checkpoint) throws Exception {
    return harness.snapshot(checkpoint, 0);
  }

  OperatorSubtaskState savepoint(long checkpoint) throws Exception {
    return harness
        .snapshotWithLocalState(
            checkpoint, 0, SavepointType.savepoint(SavepointFormatType.CANONICAL))
        .getJobManagerOwnedState();
  }

  void completed(long checkpoint) throws Exception {
    harness.notifyOfCompletedCheckpoint(checkpoint);
  }

  /** What came out so far. */
  public List<StepResult> results() {
    return harness.extractOutputValues();
  }

  @Override
  public void close() throws Exception {
    harness.close();
  }
}
