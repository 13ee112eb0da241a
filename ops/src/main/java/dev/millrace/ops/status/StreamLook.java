package dev.millrace.ops.status;

import dev.millrace.ops.ledger.OffsetRange;
import dev.millrace.ops.ledger.PipelineAddress;
import dev.millrace.ops.ledger.TopicReader;
import dev.millrace.schemas.SlotKind;
import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.schemas.avro.DroppedGroupCodec;
import dev.millrace.schemas.avro.StepRecordCodec;
import dev.millrace.schemas.avro.WeightVersionCodec;
import dev.millrace.schemas.topics.Topics;
import dev.millrace.server.GeneratorSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/** A look at the ends of the topics: a handful of records of each, whatever their length. */
final class StreamLook {
  private static final int VERSIONS = 20;
  private static final int STEPS = 50;
  private static final int NOTICES = 1_000;

  private final PipelineAddress address;
  private final TopicReader reader;
  private final Topics topics;
  private final Set<String> present;

  StreamLook(PipelineAddress address, TopicReader reader, Topics topics) {
    this.address = address;
    this.reader = reader;
    this.topics = topics;
    this.present = reader.topics();
  }

  StreamFacts facts() {
    List<WeightVersion> versions = new ArrayList<>();
    reader.readTail(
        topics.weights(),
        VERSIONS,
        r -> {
          if (r.value() != null) {
            versions.add(TopicReader.decoded(r, WeightVersionCodec::decode));
          }
        });
    List<StepRecord> steps = new ArrayList<>();
    reader.readTail(
        topics.ledger(), STEPS, r -> steps.add(TopicReader.decoded(r, StepRecordCodec::decode)));
    Map<String, Integer> drops = new TreeMap<>();
    reader.readTail(
        topics.dropped(),
        NOTICES,
        r ->
            drops.merge(
                TopicReader.decoded(r, DroppedGroupCodec::decode)
                    .reason()
                    .name()
                    .toLowerCase(Locale.ROOT),
                1,
                Integer::sum));
    WeightVersion newest = versions.stream().max(WeightVersion::compareTo).orElse(null);
    StepRecord last = steps.isEmpty() ? null : steps.get(steps.size() - 1);
    double[] gaps = gaps(steps);
    double sum = 0;
    for (double gap : gaps) {
      sum += gap;
    }
    Map<Integer, OffsetAndMetadata> read =
        present.contains(topics.prompts())
            ? CommittedOffsets.of(
                address, topics.prompts(), GeneratorSettings.consumerGroup(topics))
            : Map.of();
    return new StreamFacts(
        newest == null ? "" : newest.lineage() + "." + newest.step(),
        newest == null ? 0 : newest.createdAtMillis(),
        last == null ? 0 : last.step(),
        last == null ? 0 : last.finishedAtMillis(),
        sum == 0 ? 0 : gaps.length / sum,
        gaps.length == 0 ? 0 : gaps[gaps.length / 2],
        slotsPerShard(last),
        backlog(newest),
        promptsReady(read),
        drops,
        size(topics.dropped()),
        size(topics.deadLetters()),
        newest == null ? null : freeBytes(newest.uri()),
        newest != null && newest.last(),
        GeneratorFacts.of(read));
  }

  /** Seconds between the ends of consecutive steps, ascending. */
  private static double[] gaps(List<StepRecord> steps) {
    double[] gaps = new double[Math.max(0, steps.size() - 1)];
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] =
          Math.max(0, steps.get(i + 1).finishedAtMillis() - steps.get(i).finishedAtMillis()) / 1e3;
    }
    Arrays.sort(gaps);
    return gaps;
  }

  private static int slotsPerShard(@Nullable StepRecord step) {
    if (step == null) {
      return 1;
    }
    Map<Integer, Integer> taken = new HashMap<>();
    step.slots().stream()
        .filter(slot -> slot.kind() != SlotKind.FILLED)
        .forEach(slot -> taken.merge(slot.partition(), 1, Integer::sum));
    return taken.values().stream().max(Comparator.naturalOrder()).orElse(1);
  }

  private List<Long> backlog(@Nullable WeightVersion newest) {
    List<Long> backlog = new ArrayList<>();
    if (present.contains(topics.groups())) {
      reader
          .ranges(topics.groups())
          .forEach(
              (shard, range) -> {
                long[] consumed = newest == null ? new long[0] : newest.consumedOffsets();
                long next = shard < consumed.length ? consumed[shard] : 0;
                backlog.add(Math.max(0, range.end() - Math.max(range.begin(), next)));
              });
    }
    return backlog;
  }

  private @Nullable Long promptsReady(Map<Integer, OffsetAndMetadata> read) {
    if (!present.contains(topics.prompts())) {
      return null;
    }
    long ready = 0;
    for (Map.Entry<Integer, OffsetRange> shard : reader.ranges(topics.prompts()).entrySet()) {
      OffsetRange range = shard.getValue();
      OffsetAndMetadata position = read.get(shard.getKey());
      ready += range.end() - Math.max(range.begin(), position == null ? 0 : position.offset());
    }
    return ready;
  }

  private static @Nullable Long freeBytes(String uri) {
    try {
      Path directory = Path.of(URI.create(uri)).getParent();
      return directory == null ? null : Files.getFileStore(directory).getUsableSpace();
    } catch (IOException | IllegalArgumentException | FileSystemNotFoundException e) {
      return null; // of another machine, or in a store that is no directory
    }
  }

  private long size(String topic) {
    return present.contains(topic)
        ? reader.ranges(topic).values().stream().mapToLong(OffsetRange::size).sum()
        : 0;
  }
}
