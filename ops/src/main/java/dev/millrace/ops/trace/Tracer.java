package dev.millrace.ops.trace;

import dev.millrace.ops.UserError;
import dev.millrace.ops.ledger.OffsetRange;
import dev.millrace.ops.ledger.Origin;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.schemas.DroppedGroup;
import dev.millrace.schemas.SlotRecord;
import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.schemas.avro.MalformedRecordException;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import dev.millrace.schemas.topics.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The search for what a trace needs. No index is kept: ledger and notices name the offset of every
 * group that they speak of, so only those groups are fetched; a group that nobody names is looked
 * for among those that no step has taken yet, and at last among all.
 */
final class Tracer {
  private final TopicReader reader;
  private final Topics topics;
  private final String groupsTopic;
  private final Rejudging rejudging;

  Tracer(TopicReader reader, Topics topics, String groupsTopic, Rejudging rejudging) {
    this.reader = reader;
    this.topics = topics;
    this.groupsTopic = groupsTopic;
    this.rejudging = rejudging;
  }

  /**
   * Follows what is wanted.
   *
   * @throws UserError when nobody knows of it
   */
  Trace trace(Wanted wanted) {
    LedgerSearch.Found found = LedgerSearch.of(reader, topics, groupsTopic, wanted);
    GroupTraces traces =
        new GroupTraces(found, WeightFiles.beside(found.newest()), rejudging, groupsTopic);
    if (wanted.ofAStep()) {
      StepRecord step = StepChoice.of(found, wanted);
      Map<Origin, ConsumerRecord<byte[], byte[]>> records = fetch(originsOf(step.slots()));
      List<GroupTrace> groups = new ArrayList<>();
      for (SlotRecord slot : step.slots()) {
        Origin origin = new Origin(slot.partition(), slot.offset());
        groups.add(traces.ofSlot(step, slot, records.get(origin)));
      }
      return new Trace(wanted.text(), traces.ofStep(step), groups);
    }
    LinkedHashSet<Origin> origins = new LinkedHashSet<>();
    for (StepRecord step : found.steps()) {
      SlotRecord slot = LedgerSearch.slotOf(step, wanted.groupId());
      if (slot != null) {
        origins.add(new Origin(slot.partition(), slot.offset()));
      }
    }
    for (DroppedGroup notice : found.notices()) {
      origins.add(new Origin(notice.partition(), notice.offset()));
    }
    Map<Origin, ConsumerRecord<byte[], byte[]>> records;
    if (origins.isEmpty()) {
      records = scan(wanted, found.newest());
      String group = groupNamedIn(records.values());
      if (group != null && !group.equals(wanted.groupId())) {
        // A generator may name its responses as it likes; what is known is known of the group.
        return new Trace(wanted.text(), null, trace(Wanted.group(group)).groups());
      }
      origins.addAll(records.keySet());
    } else {
      records = fetch(List.copyOf(origins));
    }
    List<GroupTrace> groups = new ArrayList<>();
    origins.forEach(origin -> groups.add(traces.ofGroup(wanted, origin, records.get(origin))));
    return new Trace(wanted.text(), null, groups);
  }

  private static List<Origin> originsOf(List<SlotRecord> slots) {
    return slots.stream().map(slot -> new Origin(slot.partition(), slot.offset())).toList();
  }

  private Map<Origin, ConsumerRecord<byte[], byte[]>> fetch(List<Origin> origins) {
    Map<Origin, ConsumerRecord<byte[], byte[]>> records = new TreeMap<>();
    reader.fetch(groupsTopic, origins, r -> records.put(new Origin(r.partition(), r.offset()), r));
    return records;
  }

  /** Groups that no step has taken first; the others hold what is malformed, and foreign ids. */
  private Map<Origin, ConsumerRecord<byte[], byte[]>> scan(
      Wanted wanted, @Nullable WeightVersion newest) {
    Map<Integer, OffsetRange> waiting = new TreeMap<>();
    Map<Integer, OffsetRange> taken = new TreeMap<>();
    reader
        .ranges(groupsTopic)
        .forEach(
            (partition, range) -> {
              long[] consumed = newest == null ? new long[0] : newest.consumedOffsets();
              long next = partition < consumed.length ? consumed[partition] : 0;
              long cut = Math.min(range.end(), Math.max(range.begin(), next));
              waiting.put(partition, new OffsetRange(cut, range.end()));
              taken.put(partition, new OffsetRange(range.begin(), cut));
            });
    for (Map<Integer, OffsetRange> part : List.of(waiting, taken)) {
      Map<Origin, ConsumerRecord<byte[], byte[]>> hits = new LinkedHashMap<>();
      Needle needle = new Needle(wanted.id());
      reader.read(
          groupsTopic,
          part,
          record -> {
            if (record.value() != null && needle.isIn(record.value()) && names(wanted, record)) {
              hits.put(new Origin(record.partition(), record.offset()), record);
            }
          });
      if (!hits.isEmpty()) {
        return hits;
      }
    }
    throw new UserError(
        wanted.text()
            + ": neither the ledger nor the dropped notices of pipeline "
            + topics.pipeline()
            + " nor "
            + groupsTopic
            + " have it");
  }

  /** The group that the records are, if they can be read. */
  private static @Nullable String groupNamedIn(Collection<ConsumerRecord<byte[], byte[]>> records) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      try {
        return ResponseGroupCodec.decode(record.value()).groupId();
      } catch (MalformedRecordException e) {
        // The next one may be readable.
      }
    }
    return null;
  }

  private static boolean names(Wanted wanted, ConsumerRecord<byte[], byte[]> record) {
    try {
      var group = ResponseGroupCodec.decode(record.value());
      return group.groupId().equals(wanted.id())
          || group.responses().stream().anyMatch(r -> r.responseId().equals(wanted.id()));
    } catch (MalformedRecordException e) {
      return true; // its bytes have the id, and nobody can tell more
    }
  }
}
