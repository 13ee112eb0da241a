package dev.millrace.job;

import dev.millrace.job.batch.MicroBatch;
import dev.millrace.job.batch.StepManifest;
import dev.millrace.job.credit.CreditedGroup;
import dev.millrace.job.feedback.PendingGroup;
import dev.millrace.job.feedback.ReceivedFeedback;
import dev.millrace.job.feedback.Wish;
import dev.millrace.job.filter.Slot;
import dev.millrace.job.ingest.RawRecord;
import dev.millrace.job.ingest.ReceivedGroup;
import dev.millrace.job.ingest.ShardIntake;
import dev.millrace.job.learn.StepResult;
import dev.millrace.job.replay.Arrival;
import dev.millrace.job.replay.BatchSlot;
import dev.millrace.job.replay.FreshStatistics;
import dev.millrace.job.replay.LineageSteps;
import dev.millrace.job.replay.ShardHead;
import dev.millrace.job.replay.SlotMeta;
import dev.millrace.job.replay.TrainingBatch;
import dev.millrace.job.score.ResponseScore;
import dev.millrace.job.score.ScoredGroup;
import dev.millrace.schemas.DeadLetter;
import dev.millrace.schemas.DroppedGroup;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.WeightVersion;
import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowingRecordsTest {
  @ParameterizedTest
  @ValueSource(
      classes = {
        RawRecord.class,
        ReceivedGroup.class,
        ShardIntake.class,
        ResponseGroup.class,
        PendingGroup.class,
        Wish.class,
        ReceivedFeedback.class,
        ResponseScore.class,
        ScoredGroup.class,
        CreditedGroup.class,
        Slot.class,
        Arrival.class,
        SlotMeta.class,
        ShardHead.class,
        LineageSteps.class,
        FreshStatistics.class,
        BatchSlot.class,
        TrainingBatch.class,
        StepManifest.class,
        MicroBatch.class,
        StepResult.class,
        WeightVersion.class,
        DroppedGroup.class,
        DeadLetter.class
      })
  void whatFlowsNeedsNoKryo(Class<?> record) {
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(record);
  }
}
