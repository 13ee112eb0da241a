package dev.millrace.ops.bench;

/**
 * What the steps of a loop took.
 *
 * @param steps elapsed time of each
 * @param cpuSeconds CPU time of a step, over all threads of the process
 */
record LoopTimes(Durations steps, double cpuSeconds) {

  /** Both runs of as many steps as one. */
  LoopTimes and(LoopTimes later) {
    return new LoopTimes(steps.and(later.steps), (cpuSeconds + later.cpuSeconds) / 2);
  }
}
