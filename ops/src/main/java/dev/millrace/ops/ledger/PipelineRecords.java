package dev.millrace.ops.ledger;

import dev.millrace.schemas.DroppedGroup;
import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.schemas.avro.DroppedGroupCodec;
import dev.millrace.schemas.avro.StepRecordCodec;
import dev.millrace.schemas.avro.WeightVersionCodec;
import dev.millrace.schemas.topics.Topics;
import java.util.List;

/**
 * What a pipeline has written so far about its training.
 *
 * @param versions published versions, as far as the compacted topic still has them
 * @param steps records of the ledger, those of undone steps among them
 * @param dropped notices of dropped groups
 */
public record PipelineRecords(
    List<WeightVersion> versions, List<StepRecord> steps, List<DroppedGroup> dropped) {

  /** Reads the topics of a pipeline to the ends that they have now. */
  public static PipelineRecords read(TopicReader reader, Topics topics) {
    // Versions before steps: a lineage that was heard of may still have no record, never the
    // reverse.
    List<WeightVersion> versions = reader.values(topics.weights(), WeightVersionCodec::decode);
    List<StepRecord> steps = reader.values(topics.ledger(), StepRecordCodec::decode);
    List<DroppedGroup> dropped = reader.values(topics.dropped(), DroppedGroupCodec::decode);
    return new PipelineRecords(versions, steps, dropped);
  }

  /** The steps that survived. */
  public SurvivingLedger surviving() {
    return SurvivingLedger.of(steps, versions);
  }
}
