package dev.millrace.server.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.topics.Shards;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

class KeyPartitionTest {
  @Property(seed = "42", tries = 500)
  void theShardIsThePartitionThatTheKafkaClientChooses(
      @ForAll String promptId, @ForAll @IntRange(min = 1, max = 64) int shards) {
    byte[] key = promptId.getBytes(StandardCharsets.UTF_8);
    assertThat(Shards.of(promptId, shards))
        .isEqualTo(BuiltInPartitioner.partitionForKey(key, shards));
  }
}
