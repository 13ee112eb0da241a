package dev.millrace.job.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FairShareTest {
  @Property(seed = "42", tries = 20)
  void tenantWithThirtyPercentOfTheTrafficHasNoMoreThanItsShareOfWhatIsUsed(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FairShare shares = new FairShare(0.2, List.of());
    int used = 0;
    int ofTenant = 0;
    for (int i = 0; i < 20_000; i++) {
      boolean tenant = random.nextInt(100) < 30;
      if (shares.admit(tenant ? "tenant" : "user" + random.nextInt(200))) {
        used++;
        ofTenant += tenant ? 1 : 0;
      }
    }
    assertThat(ofTenant / (double) used).isLessThanOrEqualTo(0.2);
    // Others are not held back: 70 % of 20,000 within five standard deviations, √(20,000·0.3·0.7).
    assertThat(used - ofTenant).isGreaterThan(14_000 - 5 * 65);
  }

  @Test
  void sourceThatSpeaksWhileTheOthersAreAsleepHasNoMore() {
    FairShare shares = new FairShare(0.2, List.of());
    for (int i = 0; i < 1_000; i++) {
      shares.admit("user" + i % 100);
    }
    int admitted = 0;
    for (int i = 0; i < 5_000; i++) {
      admitted += shares.admit("tenant") ? 1 : 0;
    }
    // a + 1 ≤ 0.2 · 1000
    assertThat(admitted).isEqualTo(200);
  }

  @Test
  void fewSourcesHaveEqualPartsAndOneAloneAll() {
    FairShare alone = new FairShare(0.2, List.of());
    Map<String, Integer> admitted = new HashMap<>();
    for (int i = 0; i < 2_500; i++) {
      assertThat(alone.admit("a")).isTrue();
    }
    FairShare three = new FairShare(0.2, List.of());
    for (int i = 0; i < 2_997; i++) {
      String source = "s" + i % 3;
      if (three.admit(source)) {
        admitted.merge(source, 1, Integer::sum);
      }
    }
    assertThat(admitted).isEqualTo(Map.of("s0", 999, "s1", 999, "s2", 999));
  }

  @Property(seed = "42", tries = 50)
  void restoredSharesDecideAsTheyWouldHave(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FairShare shares = new FairShare(0.1, List.of());
    for (int i = random.nextInt(3_000); i > 0; i--) {
      shares.admit("s" + random.nextInt(30) * random.nextInt(2));
    }
    FairShare restored = new FairShare(0.1, new ArrayList<>(shares.used()));
    for (int i = 0; i < 200; i++) {
      String source = "s" + random.nextInt(30) * random.nextInt(2);
      assertThat(restored.admit(source)).isEqualTo(shares.admit(source));
    }
  }
}
