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
      double spent = seconds(work);
      if (i >= 0) {
        seconds[i] = spent;
      }
    }
    return new Durations(seconds);
  }

  /** Does work once. */
  static double seconds(Runnable work) {
    long start = nanos(Thread.currentThread());
    work.run();
    return (nanos(Thread.currentThread()) - start) / 1e9;
  }

  /** The time of arithmetic that a thread does. */
  static long nanos(Thread thread) {
    return JniUtils.getNumThreads() == 1
        ? ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId())
        : System.nanoTime();
  }
}
