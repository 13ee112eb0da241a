package dev.millrace.ops.trace;

import dev.millrace.ops.ledger.LineageCuts;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.schemas.DroppedGroup;
import dev.millrace.schemas.SlotRecord;
import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.schemas.avro.DroppedGroupCodec;
import dev.millrace.schemas.avro.StepRecordCodec;
import dev.millrace.schemas.avro.WeightVersionCodec;
import dev.millrace.schemas.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What ledger, notices and versions say about what is wanted. The topics are gone through once;
 * only records that can speak of it are decoded. Every ledger record is known by its key alone,
 * which is its lineage and step.
 */
final class LedgerSearch {
  /** Versions of lineages that have trained nothing yet are among the last; others do not count. */
  private static final int NEWEST_VERSIONS = 200;

  private final Wanted wanted;
  private final Needle needle;
  private final LineageCuts lineages = new LineageCuts();
  private final Map<String, StepRecord> steps = new LinkedHashMap<>();
  private final List<DroppedGroup> notices = new ArrayList<>();
  private @Nullable WeightVersion newest;

  private LedgerSearch(Wanted wanted) {
    this.wanted = wanted;
    this.needle = new Needle(wanted.groupId());
  }

  /**
   * What was found.
   *
   * @param cuts last surviving step of each lineage
   * @param steps records of the wanted step, or that name the wanted group, in the order of the
   *     ledger, those that were undone among them
   * @param notices of the wanted group
   * @param newest the newest version; null when nothing was published
   * @param lastStep the newest step; 0 before the first
   */
  record Found(
      NavigableMap<Long, Long> cuts,
      List<StepRecord> steps,
      List<DroppedGroup> notices,
      @Nullable WeightVersion newest,
      long lastStep) {

    /** Whether a restart undid a step. */
    boolean isUndone(long lineage, long step) {
      Long cut = cuts.get(lineage);
      return cut != null && step > cut;
    }
  }

  /**
   * Searches.
   *
   * @param groupsTopic the groups that were trained; of a recorded run they are another pipeline's,
   *     whose lineages sampled them
   */
  static Found of(TopicReader reader, Topics topics, String groupsTopic, Wanted wanted) {
    LedgerSearch search = new LedgerSearch(wanted);
    reader.readTail(topics.weights(), NEWEST_VERSIONS, search::version);
    reader.read(topics.ledger(), search::step);
    if (!wanted.ofAStep()) {
      reader.read(topics.dropped(), search::notice);
    }
    NavigableMap<Long, Long> cuts = new TreeMap<>(search.lineages.byLineage());
    long lastStep = cuts.isEmpty() ? 0 : cuts.lastEntry().getValue();
    String sampler = sampler(groupsTopic);
    if (!sampler.equals(topics.ledger()) && reader.topics().contains(sampler)) {
      LineageCuts others = new LineageCuts();
      reader.read(sampler, record -> lineageAndStep(record, others::step));
      others.byLineage().forEach(cuts::putIfAbsent);
    }
    return new Found(
        cuts, List.copyOf(search.steps.values()), search.notices, search.newest, lastStep);
  }

  private void version(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() != null) {
      WeightVersion version = TopicReader.decoded(record, WeightVersionCodec::decode);
      lineages.version(version);
      if (newest == null || version.compareTo(newest) > 0) {
        newest = version;
      }
    }
  }

  private void step(ConsumerRecord<byte[], byte[]> record) {
    lineageAndStep(
        record,
        (lineage, step) -> {
          lineages.step(lineage, step);
          look(record, step);
        });
  }

  private void look(ConsumerRecord<byte[], byte[]> record, long step) {
    if (wanted.ofAStep() ? step == wanted.step() : needle.isIn(record.value())) {
      StepRecord decoded = TopicReader.decoded(record, StepRecordCodec::decode);
      if (wanted.ofAStep() || slotOf(decoded, wanted.groupId()) != null) {
        steps.putIfAbsent(decoded.lineage() + "." + decoded.step(), decoded);
      }
    }
  }

  /** What takes the lineage and the step of a ledger record. */
  private interface KeySink {
    void accept(long lineage, long step);
  }

  private static void lineageAndStep(ConsumerRecord<byte[], byte[]> record, KeySink sink) {
    String key = new String(record.key(), StandardCharsets.UTF_8);
    int dot = key.indexOf('.');
    sink.accept(Long.parseLong(key.substring(0, dot)), Long.parseLong(key.substring(dot + 1)));
  }

  /** The ledger of the pipeline that a groups topic belongs to. */
  private static String sampler(String groupsTopic) {
    return groupsTopic.replaceFirst("\\.groups\\.v1$", ".ledger.v1");
  }

  private void notice(ConsumerRecord<byte[], byte[]> record) {
    if (needle.isIn(record.value())) {
      DroppedGroup notice = TopicReader.decoded(record, DroppedGroupCodec::decode);
      boolean copy =
          notices.stream()
              .anyMatch(n -> n.partition() == notice.partition() && n.offset() == notice.offset());
      if (notice.groupId().equals(wanted.groupId()) && !copy) {
        notices.add(notice);
      }
    }
  }

  /** The slot of a group in a step; null when it has none. */
  static @Nullable SlotRecord slotOf(StepRecord step, String groupId) {
    for (SlotRecord slot : step.slots()) {
      if (slot.groupId().equals(groupId)) {
        return slot;
      }
    }
    return null;
  }
}
