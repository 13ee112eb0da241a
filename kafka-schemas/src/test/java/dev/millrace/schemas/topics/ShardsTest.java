package dev.millrace.schemas.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardsTest {
  /** Hashes that the Kafka client documents for its own implementation. */
  @ParameterizedTest
  @CsvSource({
    "21, -973932308",
    "foobar, -790332482",
    "a-little-bit-long-string, -985981536",
    "a-little-bit-longer-string, -1486304829",
    "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8, -58897971",
    "abc, 479470107",
  })
  void hashIsThatOfTheKafkaClient(String key, int hash) {
    assertThat(Shards.murmur2(key.getBytes(StandardCharsets.UTF_8))).isEqualTo(hash);
  }

  @Property(seed = "42", tries = 200)
  void everyPromptHasAShard(@ForAll String promptId, @ForAll @IntRange(min = 1) int shards) {
    assertThat(Shards.of(promptId, shards)).isBetween(0, shards - 1);
  }

  @Test
  void noShardsAreRefused() {
    assertThatThrownBy(() -> Shards.of("p", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shards must be >= 1, was 0");
  }
}
