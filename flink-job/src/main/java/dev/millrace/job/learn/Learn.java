package dev.millrace.job.learn;

import dev.millrace.job.batch.MicroBatch;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** The room in which micro-batches become weights. */
public final class Learn {
  /** Slots of the learner, which may sit on a machine of its own. */
  public static final String SLOT_SHARING_GROUP = "learn";

  private Learn() {}

  /**
   * Trains the steps that come, in their order; the first result is the starting policy.
   *
   * @param microBatches parts of steps without gaps, from one subtask
   */
  public static SingleOutputStreamOperator<StepResult> onMicroBatches(
      DataStream<MicroBatch> microBatches, LearnSettings settings) {
    return microBatches
        .transform(
            "learn", TypeInformation.of(StepResult.class), new LearnOperatorFactory(settings))
        .uid("millrace-learn")
        .setParallelism(1)
        .setMaxParallelism(1)
        .slotSharingGroup(SLOT_SHARING_GROUP);
  }
}
