package dev.millrace.ops.train;

import ai.djl.Device;
import dev.millrace.policy.Family;
import dev.millrace.policy.Policy;
import dev.millrace.policy.PolicyConfig;
import dev.millrace.policy.Tokenizer;
import dev.millrace.policy.TokenizerFiles;
import dev.millrace.policy.Torch;
import dev.millrace.schemas.FinishReason;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.Response;
import dev.millrace.schemas.ResponseGroup;
import dev.millrace.schemas.Sampling;
import dev.millrace.schemas.VersionSpan;
import dev.millrace.schemas.avro.ResponseGroupCodec;
import dev.millrace.schemas.topics.TopicSpec;
import dev.millrace.schemas.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A small policy, and a groups topic that some other pipeline recorded with it. */
final class RecordedGroups {
  private static final int RESPONSES = 4;
  private static final long LINEAGE = 1_700_000_000_000L;
  private static final List<String> CHARACTERS =
      List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "+", "=", "<end>", "<pad>");

  private RecordedGroups() {}

  /** Writes a policy of 16 wide, 2 layers. */
  static Path policy(Path directory) throws IOException {
    Path vocabulary = Files.createDirectories(directory.resolve("vocabulary"));
    TokenizerFiles.writeCharacters(vocabulary, CHARACTERS);
    PolicyConfig config =
        new PolicyConfig(
            Family.LLAMA,
            CHARACTERS.size(),
            16,
            2,
            2,
            1,
            8,
            32,
            64,
            10_000,
            1e-6,
            false,
            true,
            new int[] {12},
            null,
            null);
    Path model = directory.resolve("model");
    Torch.enterThread();
    try (Policy policy = Policy.initialise(config, 5, Device.cpu())) {
      policy.export(model, vocabulary);
    }
    return model;
  }

  /** Makes the groups topic of a pipeline and fills each partition with its number of groups. */
  static void write(String bootstrap, String pipeline, Path model, long seed, int... groups)
      throws Exception {
    Topics topics = new Topics(pipeline);
    String digest;
    try (Tokenizer tokenizer = Tokenizer.load(model)) {
      digest = tokenizer.digest();
    }
    TopicSpec spec =
        TopicSpec.ofPipeline(topics, groups.length).stream()
            .filter(topic -> topic.name().equals(topics.groups()))
            .findFirst()
            .orElseThrow();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
        var producer =
            new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrap),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      admin
          .createTopics(
              List.of(new NewTopic(spec.name(), groups.length, (short) 1).configs(spec.configs())))
          .all()
          .get();
      Random random = new Random(seed);
      List<Future<?>> sent = new ArrayList<>();
      for (int shard = 0; shard < groups.length; shard++) {
        for (int offset = 0; offset < groups[shard]; offset++) {
          ResponseGroup group = group(shard, offset, digest, random);
          sent.add(
              producer.send(
                  new ProducerRecord<>(
                      spec.name(), shard, new byte[0], ResponseGroupCodec.encode(group))));
        }
      }
      for (Future<?> one : sent) {
        one.get();
      }
    }
  }

  private static ResponseGroup group(int shard, int offset, String digest, Random random) {
    String id = "g" + shard + "-" + offset;
    boolean effective = random.nextInt(3) > 0;
    List<Response> responses = new ArrayList<>();
    for (int i = 0; i < RESPONSES; i++) {
      int[] tokens = random.ints(1 + random.nextInt(5), 0, 12).toArray();
      float[] logProbs = new float[tokens.length];
      for (int t = 0; t < tokens.length; t++) {
        logProbs[t] = (float) (-2.5 + 0.2 * random.nextGaussian());
      }
      boolean right = effective && i % 2 == 0;
      // Sampled by whatever the recording pipeline had trained by then.
      VersionSpan span = new VersionSpan(LINEAGE, offset / 4, 0, tokens.length);
      responses.add(
          new Response(
              id + "/" + i,
              tokens,
              logProbs,
              List.of(span),
              FinishReason.STOP,
              right ? "2" : "3",
              null));
    }
    return new ResponseGroup(
        id,
        new Prompt(
            "p" + shard + "-" + offset, "test", "1+1=", new int[0], "2", "exact", Map.of(), 0),
        new int[] {1, 10, 1, 11},
        responses,
        new Sampling(1, 1, 0, 8, 1),
        digest,
        "generator",
        0,
        0,
        null);
  }
}
