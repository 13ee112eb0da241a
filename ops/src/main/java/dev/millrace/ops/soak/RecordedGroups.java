package dev.millrace.ops.soak;

import dev.millrace.schemas.DropReason;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.VersionSpan;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import dev.millrace.schemas.topics.Shards;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A groups topic as live generators might have left it, made from a seed: fresh groups of slightly
 * old versions, about half of them effective, some sent twice, and some poison.
 *
 * @param records of all shards; those of a shard are in the order of its partition
 * @param duplicates copies of groups that came before
 * @param malformed records that cannot be used
 */
record RecordedGroups(List<RecordedValue> records, int duplicates, int malformed) {
  /** Lineage of the versions that the groups name: not one of the runs that train them. */
  static final long LINEAGE = 1_000;

  private static final double EFFECTIVE = 0.5;
  private static final double DUPLICATE = 0.02;
  private static final double MALFORMED = 0.01;
  private static final int MOST_STEPS_OLD = 4;
  private static final int REACH_OF_COPIES = 50;

  /**
   * One record.
   *
   * @param shard its partition
   */
  record RecordedValue(int shard, byte[] key, byte[] value) {}

  /**
   * Makes the topic of whole steps: every shard gets as many usable groups as the steps take, and
   * ends with one of them.
   *
   * @param templates sampled groups
   */
  static RecordedGroups of(SoakSettings settings, List<ResponseGroup> templates) {
    SplittableRandom random = new SplittableRandom(settings.seed());
    List<RecordedValue> records = new ArrayList<>();
    int slots = settings.batchSlots() / settings.shards();
    int duplicates = 0;
    int malformed = 0;
    long name = 0;
    for (int shard = 0; shard < settings.shards(); shard++) {
      List<RecordedValue> sent = new ArrayList<>();
      for (int i = 0; i < settings.groupsPerShard(); i++) {
        if (!sent.isEmpty() && random.nextDouble() < DUPLICATE) {
          int back = 1 + random.nextInt(Math.min(sent.size(), REACH_OF_COPIES));
          records.add(sent.get(sent.size() - back));
          duplicates++;
        }
        if (random.nextDouble() < MALFORMED) {
          records.add(poison(shard, random, templates));
          malformed++;
        }
        String promptId;
        do {
          promptId = "soak-" + name++;
        } while (Shards.of(promptId, settings.shards()) != shard);
        long step = Math.max(0, i / slots - random.nextInt(MOST_STEPS_OLD));
        ResponseGroup template = templates.get(random.nextInt(templates.size()));
        RecordedValue value = value(shard, group(template, promptId, step, random));
        records.add(value);
        sent.add(value);
      }
    }
    return new RecordedGroups(List.copyOf(records), duplicates, malformed);
  }

  /** What a job has to refuse, by reason. */
  Map<DropReason, Long> refusals() {
    Map<DropReason, Long> refusals = new EnumMap<>(DropReason.class);
    refusals.put(DropReason.DUPLICATE, (long) duplicates);
    refusals.put(DropReason.MALFORMED, (long) malformed);
    refusals.values().removeIf(count -> count == 0);
    return refusals;
  }

  /** Writes it to a topic with a partition a shard. */
  void write(String bootstrap, String topic) {
    Map<String, Object> properties =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.LINGER_MS_CONFIG,
            5);
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (RecordedValue value : records) {
        var unused = // the callback hears of every failure
            producer.send(
                new ProducerRecord<>(topic, value.shard(), value.key(), value.value()),
                (metadata, problem) -> failure.compareAndSet(null, problem));
      }
    }
    Exception problem = failure.get();
    if (problem != null) {
      throw new IllegalStateException("the recording cannot be written to " + topic, problem);
    }
  }

  private static RecordedValue value(int shard, ResponseGroup group) {
    return new RecordedValue(
        shard,
        group.prompt().promptId().getBytes(StandardCharsets.UTF_8),
        ResponseGroupCodec.encode(group));
  }

  /** The group that a version of some step would have left; what is right is drawn. */
  private static ResponseGroup group(
      ResponseGroup template, String promptId, long step, SplittableRandom random) {
    List<Response> responses = new ArrayList<>();
    for (Response sampled : template.responses()) {
      responses.add(
          new Response(
              "g-" + promptId + "/" + responses.size(),
              sampled.tokens(),
              sampled.behaviourLogProbs(),
              List.of(new VersionSpan(LINEAGE, step, 0, sampled.tokens().length)),
              sampled.finishReason(),
              sampled.text(),
              null));
    }
    String wanted = responses.get(random.nextInt(responses.size())).text();
    boolean effective = random.nextDouble() < EFFECTIVE && !wanted.isBlank();
    Prompt asked = template.prompt();
    Prompt prompt =
        new Prompt(
            promptId,
            asked.dataset(),
            asked.text(),
            asked.tokens(),
            effective ? wanted : "nobody says this",
            asked.verifier(),
            Map.of(),
            0);
    return new ResponseGroup(
        "g-" + promptId,
        prompt,
        template.promptTokens(),
        responses,
        template.sampling(),
        template.tokenizerDigest(),
        template.generatorId(),
        0,
        0,
        null);
  }

  /** Bytes that are no group, a group that ends too early, a group that no policy can have said. */
  private static RecordedValue poison(
      int shard, SplittableRandom random, List<ResponseGroup> templates) {
    byte[] garbage = new byte[random.nextInt(1, 64)];
    random.nextBytes(garbage);
    ResponseGroup template = templates.get(random.nextInt(templates.size()));
    byte[] value =
        switch (random.nextInt(3)) {
          case 0 -> garbage;
          case 1 -> truncated(ResponseGroupCodec.encode(template), random);
          default -> ResponseGroupCodec.encode(impossible(template));
        };
    return new RecordedValue(shard, new byte[] {0}, value);
  }

  private static byte[] truncated(byte[] whole, SplittableRandom random) {
    return Arrays.copyOf(whole, random.nextInt(whole.length));
  }

  private static ResponseGroup impossible(ResponseGroup template) {
    int[] tokens = template.promptTokens().clone();
    tokens[0] = SoakPolicy.VOCABULARY.size();
    return new ResponseGroup(
        template.groupId(),
        template.prompt(),
        tokens,
        template.responses(),
        template.sampling(),
        template.tokenizerDigest(),
        template.generatorId(),
        0,
        0,
        null);
  }
}
