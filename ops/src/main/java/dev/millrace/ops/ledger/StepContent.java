package dev.millrace.ops.ledger;

import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.avro.StepRecordCodec;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/** The bytes of what a step did, without the circumstances under which it did it. */
final class StepContent {
  private StepContent() {}

  static ByteBuffer encoded(StepRecord record) {
    Map<String, Double> metrics = new TreeMap<>(record.metrics());
    metrics.keySet().removeIf(name -> name.startsWith("learner/"));
    return ByteBuffer.wrap(
        StepRecordCodec.encode(
            new StepRecord(
                0,
                record.step(),
                record.arm(),
                record.slots(),
                record.batchDigest(),
                record.settingsDigest(),
                record.weightsBefore(),
                record.weightsAfter(),
                record.optimizerUpdates(),
                record.refusedBecause(),
                metrics,
                record.torchThreads(),
                0,
                0)));
  }
}
