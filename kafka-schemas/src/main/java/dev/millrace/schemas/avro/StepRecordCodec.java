package dev.millrace.schemas.avro;

import dev.millrace.schemas.SlotKind;
import dev.millrace.schemas.SlotRecord;
import dev.millrace.schemas.StepRecord;
import java.io.IOException;

/** The wire form of {@link StepRecord}. */
public final class StepRecordCodec {
  private static final SingleObject<StepRecord> CODEC =
      new SingleObject<>(
          Contract.released("StepRecord", 2), StepRecordCodec::write, StepRecordCodec::read);

  private StepRecordCodec() {}

  /** Returns the record in single-object encoding. */
  public static byte[] encode(StepRecord step) {
    return CODEC.encode(step);
  }

  /** Returns the record that {@link #encode} wrote, now or in any released version. */
  public static StepRecord decode(byte[] bytes) throws MalformedRecordException {
    return CODEC.decode(bytes);
  }

  private static final SlotKind[] KINDS = SlotKind.values();

  private static void write(RecordWriter out, StepRecord step) throws IOException {
    out.number(step.lineage());
    out.number(step.step());
    out.text(step.arm());
    out.list(step.slots(), StepRecordCodec::writeSlot);
    out.text(step.batchDigest());
    out.text(step.settingsDigest());
    out.text(step.weightsBefore());
    out.text(step.weightsAfter());
    out.integer(step.optimizerUpdates());
    out.text(step.refusedBecause());
    out.map(step.metrics(), RecordWriter::wideReal);
    out.integer(step.torchThreads());
    out.number(step.startedAtMillis());
    out.number(step.finishedAtMillis());
  }

  private static StepRecord read(RecordReader in) throws IOException {
    return new StepRecord(
        in.number(),
        in.number(),
        in.text(),
        in.list(StepRecordCodec::readSlot),
        in.text(),
        in.text(),
        in.text(),
        in.text(),
        in.integer(),
        in.text(),
        in.map(RecordReader::wideReal),
        in.integer(),
        in.number(),
        in.number());
  }

  private static void writeSlot(RecordWriter out, SlotRecord slot) throws IOException {
    out.symbol(slot.kind());
    out.text(slot.groupId());
    out.text(slot.promptId());
    out.integer(slot.partition());
    out.number(slot.offset());
    out.integer(slot.ageSteps());
    out.integer(slot.timesUsed());
    out.reals(slot.rewards());
    out.map(slot.channels(), RecordWriter::reals);
  }

  private static SlotRecord readSlot(RecordReader in) throws IOException {
    return new SlotRecord(
        in.symbol(KINDS),
        in.text(),
        in.text(),
        in.integer(),
        in.number(),
        in.integer(),
        in.integer(),
        in.reals(),
        in.map(RecordReader::reals));
  }
}
