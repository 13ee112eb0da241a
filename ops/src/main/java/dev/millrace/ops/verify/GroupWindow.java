package dev.millrace.ops.verify;

import dev.millrace.ops.ledger.Origin;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.SlotKind;
import dev.millrace.schemas.SlotRecord;
import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The groups of a few steps: read together, for neighbours in time are neighbours in the topic. */
final class GroupWindow {
  private final TopicReader reader;
  private final String topic;
  private Map<Origin, ResponseGroup> groups = Map.of();

  GroupWindow(TopicReader reader, String topic) {
    this.reader = reader;
    this.topic = topic;
  }

  /** Moves the window to these steps; groups that it has are not read again. */
  void moveTo(Collection<StepRecord> steps) {
    Map<Origin, ResponseGroup> moved = new HashMap<>();
    Set<Origin> missing = new HashSet<>();
    for (StepRecord step : steps) {
      for (SlotRecord slot : step.slots()) {
        if (slot.kind() == SlotKind.HOLE && slot.timesUsed() == 0) {
          continue; // no arm trained it
        }
        Origin origin = new Origin(slot.partition(), slot.offset());
        ResponseGroup known = groups.get(origin);
        if (known == null) {
          missing.add(origin);
        } else {
          moved.put(origin, known);
        }
      }
    }
    reader.fetch(
        topic,
        missing,
        record ->
            moved.put(
                new Origin(record.partition(), record.offset()),
                TopicReader.decoded(record, ResponseGroupCodec::decode)));
    groups = moved;
  }

  /** The group of a slot; null when the topic does not have it any more. */
  @Nullable ResponseGroup groupOf(SlotRecord slot) {
    return groups.get(new Origin(slot.partition(), slot.offset()));
  }
}
