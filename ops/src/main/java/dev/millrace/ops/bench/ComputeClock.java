package dev.millrace.ops.bench;

import ai.djl.pytorch.jni.JniUtils;
import java.lang.management.ManagementFactory;

/**
 * Time that arithmetic takes. With one torch thread it is the CPU time of the calling thread, which
 * other work on the machine disturbs little; with several it is elapsed time.
 */
final class ComputeClock {
  private ComputeClock() {}

  /** Repeats work after some repetitions that do not count. */
  static Durations measure(int ignored, int repetitions, Runnable work) {
    double[] seconds = new double[repetitions];
    for (int i = -ignored; i < repetitions; i++) {
      long start = nanos();
      work.run();
      if (i >= 0) {
        seconds[i] = (nanos() - start) / 1e9;
      }
    }
    return new Durations(seconds);
  }

  private static long nanos() {
    return JniUtils.getNumThreads() == 1
        ? ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime()
        : System.nanoTime();
  }
}
