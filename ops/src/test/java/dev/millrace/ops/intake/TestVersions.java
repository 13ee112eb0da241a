package dev.millrace.ops.intake;

import dev.millrace.policy.Policy;
import dev.millrace.policy.Torch;
import dev.millrace.policy.WeightsFile;
import dev.millrace.schemas.WeightVersion;
import dev.millrace.schemas.avro.WeightVersionCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Weight versions as a job would publish them, with nothing consumed. */
final class TestVersions {
  private TestVersions() {}

  /** A version of lineage 1 with the weights of a policy directory, written to a file. */
  static WeightVersion write(Path model, Path file, long step, int shards) {
    Torch.enterThread();
    try (Policy policy = Policy.load(model, Torch.device("cpu"))) {
      return of(policy.writeWeights(file, false), step, shards);
    }
  }

  /** A version of lineage 1 with the weights of a file. */
  static WeightVersion of(WeightsFile file, long step, int shards) {
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
        null);
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
