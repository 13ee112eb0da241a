package dev.millrace.ops.ledger;

import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.avro.StepRecordCodec;
import java.nio.ByteBuffer;

/** The bytes of what a step did, without the circumstances under which it did it. */
final class StepContent {
  private StepContent() {}

  static ByteBuffer encoded(StepRecord record) {
    return ByteBuffer.wrap(StepRecordCodec.encode(record.content()));
  }
}
