package dev.millrace.ops.cluster;

import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;

/** The process of a Flink job manager; its arguments are those of Flink's own entry point. */
public final class JobManagerProcess {
  private JobManagerProcess() {}

  public static void main(String[] arguments) {
    ParentWatch.begin();
    StandaloneSessionClusterEntrypoint.main(arguments);
  }
}
