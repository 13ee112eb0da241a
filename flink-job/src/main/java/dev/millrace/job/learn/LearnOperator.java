package dev.millrace.job.learn;

import dev.millrace.job.batch.MicroBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.function.ThrowingRunnable;
import org.jspecify.annotations.Nullable;

/**
 * The operator around the learner: it hands steps to the device thread and takes results back
 * through the mailbox, so that neither records nor checkpoints wait for a step.
 *
 * <p>State: the handle of the last blob, and the micro-batches accepted since.
 */
final class LearnOperator extends AbstractStreamOperator<StepResult>
    implements OneInputStreamOperator<MicroBatch, StepResult>, BoundedOneInput {
  private static final ListStateDescriptor<LearnerState> HANDLE =
      new ListStateDescriptor<>("learner-handle", TypeInformation.of(LearnerState.class));
  private static final ListStateDescriptor<MicroBatch> ACCEPTED =
      new ListStateDescriptor<>("learner-accepted", TypeInformation.of(MicroBatch.class));

  private final LearnSettings settings;
  private final MailboxExecutor mailbox;

  private transient ListState<LearnerState> handleState;
  private transient ListState<MicroBatch> acceptedState;
  private transient AcceptedParts accepted;
  private transient RetainedBlobs retained;
  private transient LearnGauges gauges;
  private transient @Nullable DeviceThread device;
  private transient DeviceDeadline deadline;
  private transient @Nullable LearnerState state;
  private transient List<List<MicroBatch>> restored;
  private transient long lineage;
  private transient int pending;
  // Written and read by the device thread alone.
  private transient @Nullable DeviceLearner learner;

  LearnOperator(StreamOperatorParameters<StepResult> parameters, LearnSettings settings) {
    super(parameters);
    this.settings = settings;
    this.mailbox = parameters.getMailboxExecutor();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    handleState = context.getOperatorStateStore().getListState(HANDLE);
    acceptedState = context.getOperatorStateStore().getListState(ACCEPTED);
    retained = new RetainedBlobs(retainedCheckpoints());
    restored = new ArrayList<>();
    lineage = clock();
    for (LearnerState saved : handleState.get()) {
      state = saved;
      lineage = Math.max(saved.lineage() + 1, lineage);
    }
    accepted = new AcceptedParts(state == null ? 0 : state.blob().step());
    for (MicroBatch part : acceptedState.get()) {
      List<MicroBatch> step = accepted.accept(part);
      if (!step.isEmpty()) {
        restored.add(step);
      }
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    gauges = new LearnGauges(getMetricGroup().addGroup("millrace"), () -> pending);
    device = new DeviceThread("millrace-learn-device");
    deadline = new DeviceDeadline(getProcessingTimeService(), settings.stepTimeout());
    LearnerState from = state;
    List<List<MicroBatch>> again = new ArrayList<>();
    List<List<MicroBatch>> waiting = new ArrayList<>();
    for (List<MicroBatch> step : restored) {
      (from != null && step.get(0).step() <= from.emittedStep() ? again : waiting).add(step);
    }
    restored = List.of();
    onDevice(
        "start of lineage " + lineage,
        () -> {
          learner = new DeviceLearner(settings, lineage, this::clock, System::nanoTime);
          return from == null ? learner.begin() : learner.resume(from, again);
        });
    waiting.forEach(this::train);
  }

  @Override
  public void processElement(StreamRecord<MicroBatch> element) throws Exception {
    List<MicroBatch> step = accepted.accept(element.getValue());
    if (!step.isEmpty()) {
      while (pending >= settings.queueSteps()) {
        mailbox.yield();
      }
      train(step);
    }
  }

  @Override
  public void endInput() throws Exception {
    while (pending > 0) {
      mailbox.yield();
    }
  }

  private void train(List<MicroBatch> step) {
    if (step.get(0).isEndMark()) {
      onDevice("end before step " + step.get(0).step(), () -> started().end());
      return;
    }
    int waiting = pending;
    onDevice("step " + step.get(0).step(), () -> started().train(step, waiting));
  }

  private interface DeviceTask {
    DeviceLearner.Done run() throws Exception;
  }

  private void onDevice(String what, DeviceTask task) {
    pending++;
    deadline.handedOver(what);
    deviceThread()
        .submit(
            () -> {
              try {
                DeviceLearner.Done done = task.run();
                toMailbox(() -> finish(done), what);
              } catch (Throwable e) {
                // Whatever it is, the thread must not swallow it: the task fails with it.
                toMailbox(
                    () -> {
                      throw new IllegalStateException(what + " failed on the device", e);
                    },
                    what);
              }
            });
  }

  private void toMailbox(ThrowingRunnable<? extends Exception> mail, String what) {
    try {
      mailbox.execute(mail, "learn: " + what);
    } catch (RejectedExecutionException e) {
      LOG.debug("The task ended before {} was reported", what);
    }
  }

  private void finish(DeviceLearner.Done done) {
    pending--;
    deadline.done();
    var record = done.result().record();
    var version = done.result().version();
    long step = record != null ? record.step() : version != null ? version.step() : 0;
    Blob blob = done.blob() != null ? done.blob() : state == null ? null : state.blob();
    if (blob == null) {
      throw new IllegalStateException("step " + step + " finished before the learner had a blob");
    }
    state = new LearnerState(lineage, blob, step, lineage, done.consumedOffsets());
    accepted.forgetThrough(blob.step());
    gauges.report(done.result());
    output.collect(new StreamRecord<>(done.result()));
  }

  /** Only here can a savepoint be told from a checkpoint. */
  @Override
  public OperatorSnapshotFutures snapshotState(
      long checkpoint, long timestamp, CheckpointOptions options, CheckpointStreamFactory factory)
      throws Exception {
    if (state != null && options.getCheckpointType().isSavepoint()) {
      SavepointPins.pin(Path.of(settings.stateDirectory()), lineage, checkpoint, state.blob());
    }
    return super.snapshotState(checkpoint, timestamp, options, factory);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    LearnerState saved = state;
    if (saved != null) {
      retained.named(context.getCheckpointId(), saved.blob());
      handleState.update(
          List.of(
              new LearnerState(
                  lineage,
                  saved.blob(),
                  saved.emittedStep(),
                  saved.emittedLineage(),
                  saved.consumedOffsets())));
    }
    acceptedState.update(accepted.all());
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) throws Exception {
    super.notifyCheckpointComplete(checkpoint);
    if (state != null) {
      Collection<Blob> kept = retained.completed(checkpoint, state.blob());
      if (kept != null) {
        deviceThread().submit(() -> deleteAllBut(kept));
      }
    }
  }

  private void deleteAllBut(Collection<Blob> kept) {
    try {
      started().keepOnly(kept);
    } catch (IOException e) {
      LOG.warn("Old blobs in {} cannot be deleted", settings.stateDirectory(), e);
    }
  }

  private int retainedCheckpoints() {
    var cluster = getContainingTask().getEnvironment().getTaskManagerInfo().getConfiguration();
    return cluster.get(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS);
  }

  private DeviceLearner started() {
    if (learner == null) {
      throw new IllegalStateException("the learner did not start");
    }
    return learner;
  }

  private DeviceThread deviceThread() {
    if (device == null) {
      throw new IllegalStateException("the learner's operator is not open");
    }
    return device;
  }

  private long clock() {
    return getProcessingTimeService().getCurrentProcessingTime();
  }

  @Override
  public void close() throws Exception {
    if (device != null) {
      device.close(
          () -> {
            if (learner != null) {
              learner.close();
            }
          },
          settings.closeTimeout());
    }
    super.close();
  }
}
