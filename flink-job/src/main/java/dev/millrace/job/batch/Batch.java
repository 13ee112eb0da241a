package dev.millrace.job.batch;

import dev.millrace.job.replay.TrainingBatch;
import dev.millrace.job.settings.Recording;
import dev.millrace.job.settings.StreamSettings;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** The room that puts steps together and cuts them into micro-batches. */
public final class Batch {
  /** The slots of the learner's machine; batch lives beside it, so that steps are not copied. */
  public static final String SLOT_SHARING_GROUP = "learn";

  private Batch() {}

  /** Micro-batches in the order of (step, part). */
  public static SingleOutputStreamOperator<MicroBatch> byTokenBudget(
      DataStream<TrainingBatch> batches, StreamSettings stream, BatchSettings settings) {
    Recording recording = stream.recording();
    long limit =
        recording == null || recording.steps() == 0 ? Long.MAX_VALUE - 1 : recording.steps();
    return batches
        .process(
            new BatchFunction(stream.shards(), stream.batchSlots(), limit, settings.tokenBudget()))
        .returns(MicroBatch.class)
        .name("batch")
        .uid("millrace-batch")
        .setParallelism(1)
        .setMaxParallelism(1)
        .slotSharingGroup(SLOT_SHARING_GROUP);
  }
}
