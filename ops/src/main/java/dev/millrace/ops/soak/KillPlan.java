package dev.millrace.ops.soak;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * When what is killed, drawn from a seed.
 *
 * @param kills in the order of their steps
 */
record KillPlan(List<Kill> kills) {
  private static final double FIRST = 0.02;
  private static final double LAST = 0.85;

  /**
   * One failure.
   *
   * @param afterStep it strikes once this step has been trained
   */
  record Kill(KillKind kind, int afterStep) {}

  /**
   * Draws a plan: every kind gets its turn, as often as the others within one, and the steps are
   * spread evenly at random over the run but for its first and last moments.
   *
   * @param kinds what may be done
   * @param count number of failures
   * @param steps of the run
   */
  static KillPlan draw(List<KillKind> kinds, int count, int steps, long seed) {
    Random random = new Random(seed);
    List<KillKind> order = new ArrayList<>();
    while (order.size() < count) {
      List<KillKind> round = new ArrayList<>(kinds);
      Collections.shuffle(round, random);
      order.addAll(round.subList(0, Math.min(round.size(), count - order.size())));
    }
    int first = Math.max(1, (int) (steps * FIRST));
    int last = Math.max(first, (int) (steps * LAST));
    List<Integer> targets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      targets.add(first + random.nextInt(last - first + 1));
    }
    Collections.sort(targets);
    List<Kill> kills = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      kills.add(new Kill(order.get(i), targets.get(i)));
    }
    return new KillPlan(List.copyOf(kills));
  }
}
