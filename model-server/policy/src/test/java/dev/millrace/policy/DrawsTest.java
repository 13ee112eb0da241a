package dev.millrace.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DrawsTest {
  @Property(seed = "42", tries = 200)
  void drawsAreRepeatableAndInRange(
      @ForAll long seed, @ForAll String id, @ForAll @IntRange(min = 0) int response) {
    long key = Draws.key(seed, id, response);
    for (int position = 0; position < 20; position++) {
      float u = Draws.uniform(key, position);
      assertThat(u).isGreaterThanOrEqualTo(0f).isLessThan(1f);
      assertThat(u).isEqualTo(Draws.uniform(Draws.key(seed, id, response), position));
    }
  }

  @Test
  void everyArgumentChangesTheKey() {
    Set<Long> keys = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      for (int response = 0; response < 20; response++) {
        for (String id : new String[] {"", "a", "b", "ab", "ba"}) {
          keys.add(Draws.key(seed, id, response));
        }
      }
    }
    assertThat(keys).hasSize(20 * 20 * 5);
  }

  @Test
  void meanAndNeighbourCorrelationAreThoseOfIndependentUniforms() {
    int count = 100_000;
    double sum = 0;
    double product = 0;
    float before = 0.5f;
    for (int i = 0; i < count; i++) {
      float u = Draws.uniform(Draws.key(1, "p" + i / 8, i % 8), 0);
      sum += u;
      product += (u - 0.5) * (before - 0.5);
      before = u;
    }
    // Standard deviations: sqrt(1/12 / n) of a mean, (1/12) / sqrt(n) of a covariance; five of
    // each.
    assertThat(sum / count).isCloseTo(0.5, within(5 * Math.sqrt(1.0 / 12 / count)));
    assertThat(product / count).isCloseTo(0, within(5.0 / 12 / Math.sqrt(count)));
  }
}
