package dev.millrace.ops.intake;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.policy.LogProbs;
import dev.millrace.policy.Policy;
import dev.millrace.policy.Torch;
import dev.millrace.policy.WeightsFile;
import dev.millrace.schemas.Canary;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.schemas.avro.WeightVersionCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Weight versions as a job would publish them, with nothing consumed. */
final class TestVersions {
  private TestVersions() {}

  /** A version of lineage 1 with the weights of a policy directory, written to a file. */
  static WeightVersion write(Path model, Path file, long step, int shards) {
    Torch.enterThread();
    try (Policy policy = Policy.load(model, Torch.device("cpu"))) {
      WeightsFile written = policy.writeWeights(file, false);
      return of(written, step, shards, canary(policy));
    }
  }

  /** A version of lineage 1 with the weights of a file, whatever they are. */
  static WeightVersion of(WeightsFile file, long step, int shards, @Nullable Canary canary) {
    return new WeightVersion(
        "policy",
        1,
        step,
        step == 1 ? 0 : 1,
        step - 1,
        file.path().toString(),
        file.sha256(),
        file.bytes(),
        0,
        new long[shards],
        canary);
  }

  /** Log-probs of a text that has every kind of token. */
  private static Canary canary(Policy policy) {
    int[] text = {1, 10, 2, 11, 3, 7, 4, 9};
    try (NDManager scope = policy.manager().newSubManager()) {
      long[] tokens = Arrays.stream(text).asLongStream().toArray();
      Shape shape = new Shape(1, text.length - 1L);
      NDArray inputs = scope.create(Arrays.copyOf(tokens, text.length - 1), shape);
      NDArray targets = scope.create(Arrays.copyOfRange(tokens, 1, text.length), shape);
      NDArray all = LogProbs.logSoftmax(policy.head(policy.hidden(inputs)), scope.create(1f));
      return new Canary(text, LogProbs.ofTokens(all, targets).toFloatArray());
    }
  }

  static void publish(String bootstrap, String topic, WeightVersion version) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", bootstrap),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  topic,
                  version.modelId().getBytes(StandardCharsets.UTF_8),
                  WeightVersionCodec.encode(version)))
          .get(30, TimeUnit.SECONDS);
    }
  }
}
