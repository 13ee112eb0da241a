package dev.millrace.ops.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class KillPlanTest {
  private static final List<KillKind> ALL = List.of(KillKind.values());

  @Property(seed = "42", tries = 200)
  void everyKindGetsItsTurn(
      @ForAll @IntRange(min = 1, max = 80) int count,
      @ForAll @IntRange(min = 10, max = 600) int steps,
      @ForAll long seed) {
    KillPlan plan = KillPlan.draw(ALL, count, steps, seed);
    Map<KillKind, Long> times =
        plan.kills().stream()
            .map(KillPlan.Kill::kind)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    long fewest = count / ALL.size();
    assertThat(plan.kills()).hasSize(count);
    assertThat(Arrays.stream(KillKind.values()).map(kind -> times.getOrDefault(kind, 0L)))
        .allMatch(n -> n == fewest || n == fewest + 1);
    assertThat(plan.kills().stream().map(KillPlan.Kill::afterStep))
        .isSorted()
        .allMatch(step -> step >= 1 && step < steps);
    assertThat(KillPlan.draw(ALL, count, steps, seed)).isEqualTo(plan);
  }
}
