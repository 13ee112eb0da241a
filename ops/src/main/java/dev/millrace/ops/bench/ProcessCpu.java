package dev.millrace.ops.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * CPU time of this whole process. Other work on the machine stretches the time of a step, and
 * hardly the CPU time that it takes.
 */
final class ProcessCpu {
  private ProcessCpu() {}

  /** Seconds since the start of the process, over all threads. */
  static double seconds() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1e9;
  }
}
