package dev.millrace.schemas.avro;

import dev.millrace.schemas.DropReason;
import dev.millrace.schemas.DroppedGroup;
import java.io.IOException;

/** The wire form of {@link DroppedGroup}. */
public final class DroppedGroupCodec {
  private static final SingleObject<DroppedGroup> CODEC =
      new SingleObject<>(
          Contract.released("DroppedGroup", 1), DroppedGroupCodec::write, DroppedGroupCodec::read);

  private DroppedGroupCodec() {}

  /** Returns the record in single-object encoding. */
  public static byte[] encode(DroppedGroup dropped) {
    return CODEC.encode(dropped);
  }

  /** Returns the record that {@link #encode} wrote, now or in any released version. */
  public static DroppedGroup decode(byte[] bytes) throws MalformedRecordException {
    return CODEC.decode(bytes);
  }

  private static final DropReason[] REASONS = DropReason.values();

  private static void write(RecordWriter out, DroppedGroup dropped) throws IOException {
    out.text(dropped.groupId());
    out.text(dropped.promptId());
    out.symbol(dropped.reason());
    out.text(dropped.detail());
    out.integer(dropped.partition());
    out.number(dropped.offset());
    out.number(dropped.droppedAtMillis());
  }

  private static DroppedGroup read(RecordReader in) throws IOException {
    return new DroppedGroup(
        in.text(),
        in.text(),
        in.symbol(REASONS),
        in.text(),
        in.integer(),
        in.number(),
        in.number());
  }
}
