package dev.millrace.ops.ledger;

import dev.millrace.ops.local.TopicCreation;
import dev.millrace.schemas.DropReason;
import dev.millrace.schemas.DroppedGroup;
import dev.millrace.schemas.FinishReason;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.Sampling;
import dev.millrace.schemas.SlotKind;
import dev.millrace.schemas.SlotRecord;
import dev.millrace.schemas.StepRecord;
import dev.millrace.schemas.VersionSpan;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.schemas.avro.DroppedGroupCodec;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import dev.millrace.schemas.avro.StepRecordCodec;
import dev.millrace.schemas.avro.WeightVersionCodec;
import dev.millrace.schemas.topics.TopicSpec;
import dev.millrace.schemas.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The topics of a pipeline as a run would have left them, written without one: group {@code n} is
 * offset {@code n / shards} of shard {@code n % shards}. Of ten groups one is a hole, one was
 * dropped as stale, and the fill of each step is the first group of the step before. After {@code
 * undone} steps of lineage 1 lineage 2 goes on two steps before; the last groups wait.
 *
 * @param groups in the groups topic
 * @param shards S
 * @param slots fresh groups and holes of each step, a multiple of S
 * @param undone steps of lineage 1, of which the last two are undone
 * @param waiting groups that no step has taken
 * @param weights directory that the versions' addresses name
 */
public record SyntheticPipeline(
    int groups, int shards, int slots, int undone, int waiting, Path weights) {
  public static final Topics TOPICS = new Topics("synthetic");

  /** The third response of group 40, by another way of naming. */
  public static final String FOREIGN_RESPONSE = "chatcmpl-5f1b";

  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final int RESPONSES = 8;
  private static final int TOKENS = 24;

  /** The id of a group. */
  public static String groupId(int n) {
    return "group-" + n;
  }

  /** Makes the topics and writes them. */
  public void write(String bootstrap) throws Exception {
    TopicCreation.create(bootstrap, TopicSpec.ofPipeline(TOPICS, shards), DEADLINE);
    AtomicReference<Exception> failure = new AtomicReference<>();
    try (KafkaProducer<byte[], byte[]> client =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers", bootstrap, "linger.ms", "20", "batch.size", "262144"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      Output producer = new Output(client, failure);
      for (int n = 0; n < groups; n++) {
        send(producer, TOPICS.groups(), n % shards, "p" + n, ResponseGroupCodec.encode(group(n)));
        if (isDropped(n) && n < groups - waiting) {
          DroppedGroup notice =
              new DroppedGroup(
                  groupId(n), "p" + n, DropReason.STALE, "", n % shards, n / shards, 1_000L + n);
          send(producer, TOPICS.dropped(), 0, "p" + n, DroppedGroupCodec.encode(notice));
        }
      }
      long[] consumed = new long[shards];
      java.util.Arrays.fill(consumed, (groups - waiting) / shards);
      version(producer, 1, 0, 1, 0, new long[shards]);
      List<StepRecord> steps = steps(1);
      for (StepRecord step : steps.subList(0, undone)) {
        ledger(producer, step);
      }
      version(producer, 2, undone - 2, 1, undone - 2, new long[shards]);
      List<StepRecord> again = steps(2);
      for (StepRecord step : again.subList(undone - 2, again.size())) {
        ledger(producer, step);
      }
      version(producer, 2, again.size(), 2, again.size() - 1, consumed);
      client.flush();
    }
    if (failure.get() != null) {
      throw new IllegalStateException("a record was not written", failure.get());
    }
  }

  /** How many steps the surviving ledger has. */
  public int lastStep() {
    return steps(2).size();
  }

  static boolean isDropped(int n) {
    return n % 10 == 7;
  }

  static boolean isHole(int n) {
    return n % 10 == 3;
  }

  private List<StepRecord> steps(long lineage) {
    List<StepRecord> steps = new ArrayList<>();
    List<SlotRecord> open = new ArrayList<>();
    SlotRecord first = null;
    for (int n = 0; n < groups - waiting; n++) {
      if (isDropped(n)) {
        continue;
      }
      open.add(slot(isHole(n) ? SlotKind.HOLE : SlotKind.FRESH, n, isHole(n) ? 0 : 1));
      if (open.size() == slots) {
        if (first != null) {
          open.add(
              new SlotRecord(
                  SlotKind.FILLED,
                  first.groupId(),
                  first.promptId(),
                  first.partition(),
                  first.offset(),
                  2,
                  2,
                  first.rewards(),
                  first.channels()));
        }
        first = open.stream().filter(s -> s.kind() == SlotKind.FRESH).findFirst().orElseThrow();
        steps.add(step(lineage, steps.size() + 1, List.copyOf(open)));
        open.clear();
      }
    }
    return steps;
  }

  private SlotRecord slot(SlotKind kind, int n, int timesUsed) {
    float[] rewards = new float[RESPONSES];
    rewards[0] = kind == SlotKind.HOLE ? 0 : 1;
    return new SlotRecord(
        kind,
        groupId(n),
        "p" + n,
        n % shards,
        n / shards,
        1,
        timesUsed,
        rewards,
        Map.of("correct", rewards));
  }

  private static StepRecord step(long lineage, long step, List<SlotRecord> slots) {
    return new StepRecord(
        lineage,
        step,
        "popo",
        slots,
        "batch" + step,
        "settings",
        digest(step - 1),
        digest(step),
        1,
        "",
        Map.of("loss", 0.5, "reward/all/mean", 0.5),
        1,
        1_000 * step,
        1_000 * step + 900);
  }

  static String digest(long step) {
    return String.format("%064x", step);
  }

  /** Group n: its first response is right, unless it is a hole; sampled by lineage 1. */
  private ResponseGroup group(int n) {
    Prompt prompt =
        new Prompt(
            "p" + n, "addition", n + "+" + n + "=", new int[0], "7", "exact", Map.of(), 1_000L + n);
    List<Response> responses = new ArrayList<>();
    for (int i = 0; i < RESPONSES; i++) {
      int[] tokens = new int[TOKENS];
      float[] logProbs = new float[TOKENS];
      for (int t = 0; t < TOKENS; t++) {
        tokens[t] = 100 + (n + i + t) % 900;
        logProbs[t] = -0.01f * t;
      }
      long version = Math.max(0, n / slots - 1);
      responses.add(
          new Response(
              n == 40 && i == 2 ? FOREIGN_RESPONSE : groupId(n) + "/" + i,
              tokens,
              logProbs,
              List.of(new VersionSpan(1, version, 0, TOKENS)),
              FinishReason.STOP,
              i == 0 && !isHole(n) ? "7" : "I think that it is not " + i,
              null));
    }
    return new ResponseGroup(
        groupId(n),
        prompt,
        new int[] {1, 2, 3, 4, 5, 6, 7, 8},
        responses,
        new Sampling(1, 1, 0, 64, 42),
        "tokenizer",
        "generator-1",
        1_000L + n,
        1_500L + n,
        null);
  }

  private void version(
      Output producer,
      long lineage,
      long step,
      long parentLineage,
      long parentStep,
      long[] consumed) {
    WeightVersion version =
        new WeightVersion(
            "policy",
            lineage,
            step,
            parentLineage,
            parentStep,
            weights.resolve(lineage + "-" + step + ".safetensors").toUri().toString(),
            digest(step),
            1,
            1_000 * step,
            consumed,
            null);
    send(producer, TOPICS.weights(), 0, "policy", WeightVersionCodec.encode(version));
  }

  private static void ledger(Output producer, StepRecord step) {
    String key = step.lineage() + "." + step.step();
    send(producer, TOPICS.ledger(), 0, key, StepRecordCodec.encode(step));
  }

  /** Where records go, and the first one that did not arrive. */
  private record Output(KafkaProducer<byte[], byte[]> client, AtomicReference<Exception> failure) {}

  private static void send(Output producer, String topic, int partition, String key, byte[] value) {
    var unused = // flushed before the producer is closed
        producer
            .client()
            .send(
                new ProducerRecord<>(topic, partition, key.getBytes(StandardCharsets.UTF_8), value),
                (written, failure) -> {
                  if (failure != null) {
                    producer.failure().compareAndSet(null, failure);
                  }
                });
  }
}
