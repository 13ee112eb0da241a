package dev.millrace.job.ingest;

import dev.millrace.schemas.DeadLetter;
import dev.millrace.schemas.DropReason;
import dev.millrace.schemas.DroppedGroup;
import dev.millrace.schemas.ResponseGroup;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/** The side doors of the rooms: what was refused leaves by them, with its reason. */
public final class Refusals {
  /** Records that could not be used, with their bytes. */
  public static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("dead-letters", TypeInformation.of(DeadLetter.class));

  /** Records of the groups topic that became no slot. */
  public static final OutputTag<DroppedGroup> DROPPED =
      new OutputTag<>("dropped", TypeInformation.of(DroppedGroup.class));

  /** Longest reason, in characters: a reason may quote what it refuses, whatever its length. */
  private static final int LONGEST_REASON = 1000;

  private Refusals() {}

  /** A reason cut to a length that fits wherever reasons go. */
  static String shortened(String reason) {
    return shortened(reason, LONGEST_REASON);
  }

  /** A text cut to a length. */
  static String shortened(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest) + "…";
  }

  /** The dead letter of a record that ingest could not use. */
  static DeadLetter deadLetter(
      RawRecord record, String reason, String exceptionClass, long nowMillis) {
    return deadLetter(record, "ingest", reason, exceptionClass, nowMillis);
  }

  /** The dead letter of a record that a room could not use. */
  public static DeadLetter deadLetter(
      RawRecord record, String room, String reason, String exceptionClass, long nowMillis) {
    return new DeadLetter(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestampMillis(),
        record.key(),
        record.value(),
        room,
        shortened(reason),
        exceptionClass,
        nowMillis);
  }

  /** The notice that a group was dropped. */
  public static DroppedGroup dropped(
      ReceivedGroup received, DropReason reason, String detail, long nowMillis) {
    ResponseGroup group = received.group();
    return new DroppedGroup(
        group.groupId(),
        group.prompt().promptId(),
        reason,
        shortened(detail),
        received.partition(),
        received.offset(),
        nowMillis);
  }
}
