package dev.millrace.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FairQueueTest {
  private final FairQueue<String> queue = new FairQueue<>();

  @Test
  void tenantsTakeTurnsHoweverManyRequestsEachHas() {
    for (String request : List.of("a1", "a2", "a3", "b1", "b2", "c1")) {
      queue.add(Priority.LIVE, request.substring(0, 1), 10, request);
    }
    assertThat(all(Priority.LIVE)).containsExactly("a1", "b1", "c1", "a2", "b2", "a3");
  }

  @Test
  void aTenantWithLongRequestsGetsFewerOfThem() {
    for (int i = 0; i < 3; i++) {
      queue.add(Priority.LIVE, "long", 30, "long" + i);
    }
    for (int i = 0; i < 6; i++) {
      queue.add(Priority.LIVE, "short", 10, "short" + i);
    }
    // Clocks after each: long 30; short 10, 20, 30; then ties go to who came first.
    assertThat(all(Priority.LIVE))
        .containsExactly(
            "long0", "short0", "short1", "short2", "long1", "short3", "short4", "short5", "long2");
  }

  @Test
  void idleTimeIsNotSavedUp() {
    queue.add(Priority.LIVE, "busy", 100, "busy0");
    queue.add(Priority.LIVE, "busy", 100, "busy1");
    queue.add(Priority.LIVE, "busy", 100, "busy2");
    assertThat(queue.poll(Priority.LIVE)).isEqualTo("busy0");
    assertThat(queue.poll(Priority.LIVE)).isEqualTo("busy1");
    // Whoever comes now begins at clock 100, where the last one that left began.
    for (int i = 0; i < 3; i++) {
      queue.add(Priority.LIVE, "late", 100, "late" + i);
    }
    assertThat(all(Priority.LIVE)).containsExactly("late0", "busy2", "late1", "late2");
  }

  @Test
  void prioritiesAreCountedApart() {
    queue.add(Priority.TRAINING, "t", 5, "training");
    queue.add(Priority.LIVE, "t", 7, "live");
    assertThat(queue.size(Priority.TRAINING)).isEqualTo(1);
    assertThat(queue.work(Priority.LIVE)).isEqualTo(7);
    assertThat(queue.removeIf("training"::equals)).containsExactly("training");
    assertThat(queue.work(Priority.TRAINING)).isZero();
    assertThat(queue.poll(Priority.TRAINING)).isNull();
    assertThat(queue.poll(Priority.LIVE)).isEqualTo("live");
  }

  @Property(tries = 200, seed = "11")
  void tenantsThatAlwaysWaitGetEqualWork(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FairQueue<Long> work = new FairQueue<>();
    int tenants = 2 + random.nextInt(4);
    long longest = 0;
    for (int tenant = 0; tenant < tenants; tenant++) {
      for (int i = 0; i < 100; i++) {
        long cost = random.nextLong(1, 51);
        longest = Math.max(longest, cost);
        // The request is its cost and its tenant in one number.
        work.add(Priority.LIVE, "t" + tenant, cost, cost * 10 + tenant);
      }
    }
    long[] given = new long[tenants];
    for (int i = 0; i < 100; i++) {
      Long next = work.poll(Priority.LIVE);
      if (next != null) {
        given[(int) (next % 10)] += next / 10;
      }
    }
    for (long a : given) {
      for (long b : given) {
        assertThat(Math.abs(a - b)).isLessThanOrEqualTo(longest);
      }
    }
  }

  private List<String> all(Priority priority) {
    List<String> taken = new ArrayList<>();
    for (String next = queue.poll(priority); next != null; next = queue.poll(priority)) {
      taken.add(next);
    }
    return taken;
  }
}
